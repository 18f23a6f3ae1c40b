/// \file
/// The kinds of objects that the fake API server knows, and their URLs. Pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace executioner::fakes {

/// The properties of a kind of object.
struct ResourceInfo {
  std::string_view group = {};
  std::string_view version = {};
  std::string_view plural = {};
  std::string_view kind = {};
  bool namespaced = true;
  bool has_status = false;      ///< it has the status subresource
  bool has_generation = false;  ///< metadata.generation counts changes of the spec
  bool custom = false;          ///< from a CRD: no strategic merge patch, no unconditional PUT
  bool unconditional_update = false;  ///< a PUT without resourceVersion is allowed

  /// "v1" or "executioner.dev/v1alpha1"
  std::string ApiVersion() const;
};

/// Returns all kinds, in a fixed order.
std::span<const ResourceInfo> KnownResources();

/// A parsed URL. `resource` is null for paths that do not name objects, such as /version.
struct Route {
  std::string path = {};  ///< decoded, without the query
  const ResourceInfo* resource = nullptr;
  std::string ns = {};           ///< empty: all namespaces, or cluster-scoped
  std::string name = {};         ///< empty: the collection
  std::string subresource = {};  ///< such as "status"
  std::map<std::string, std::string, std::less<>> query = {};

  /// Returns the value of a query parameter, or "".
  std::string Query(std::string_view parameter) const;
  bool IsWatch() const;
};

/// Reads a percent-encoded path with its query.
/// \throws Refusal  404 if the path is under /api or /apis and names no known resource; 400 for
/// unsupported query parameters, so that no test relies on them by mistake
Route ParseRoute(std::string_view path);

}  // namespace executioner::fakes
