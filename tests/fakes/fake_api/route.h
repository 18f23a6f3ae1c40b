/// \file
/// Which kinds of objects the fake API server knows, and how a URL names one of them. Pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace executioner::fakes {

/// How the server treats one kind of object.
struct ResourceInfo {
  std::string_view group = {};
  std::string_view version = {};
  std::string_view plural = {};
  std::string_view kind = {};
  bool namespaced = true;
  bool has_status = false;      ///< the status subresource is on
  bool has_generation = false;  ///< metadata.generation counts changes of the spec
  bool custom = false;          ///< from a CRD: no strategic merge patch, no unconditional PUT
  bool unconditional_update = false;  ///< a PUT without resourceVersion is allowed

  /// "v1" or "executioner.dev/v1alpha1"
  std::string ApiVersion() const;
};

/// In a fixed order.
std::span<const ResourceInfo> KnownResources();

/// What a URL asks for. `resource` is null for paths that are not about objects, e.g. /version.
struct Route {
  std::string path = {};  ///< decoded, without the query
  const ResourceInfo* resource = nullptr;
  std::string ns = {};           ///< empty: all namespaces, or cluster-scoped
  std::string name = {};         ///< empty: the collection
  std::string subresource = {};  ///< e.g. "status"
  std::map<std::string, std::string, std::less<>> query = {};

  /// The value of a query parameter, or "".
  std::string Query(std::string_view parameter) const;
  bool IsWatch() const;
};

/// Reads a percent-encoded path with its query.
/// \throws Refusal 404 when the path is under /api or /apis and names no known resource; 400 for
///   query parameters that the fake does not model, so that no test relies on them unknowingly
Route ParseRoute(std::string_view path);

}  // namespace executioner::fakes
