/// \file
/// The writes of the API: create, update, patch, delete and bind, with optimistic locking,
/// finalizers, generations and the status subresource, like registry/generic of the apiserver.
/// Not thread-safe.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "controller/base/time.h"
#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

/// The supported part of metav1.DeleteOptions.
struct DeleteOptions {
  long grace_seconds = -1;  ///< negative: that of the pod
  std::optional<std::string> uid = std::nullopt;
  std::optional<std::string> resource_version = std::nullopt;
  std::string propagation = {};

  /// Reads the body, then the query parameters. \throws Refusal 400
  static DeleteOptions Parse(const Route& route, const std::string& body);
};

class Registry {
 public:
  /// \param store, clock  borrowed; must outlive the registry
  Registry(ObjectStore& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  /// Every method returns the object for the response and throws `Refusal` if it rejects the
  /// request. Unknown namespaces are created on first use, but a deleted namespace must be created
  /// explicitly.
  nlohmann::json Create(const Route& route, const std::string& body);
  nlohmann::json Update(const Route& route, const std::string& body);
  nlohmann::json Patch(const Route& route, std::string_view content_type, const std::string& body);
  nlohmann::json Bind(const Route& route, const std::string& body);

  /// \return the object if it is not removed yet or is a pod, otherwise a Status "Success"
  nlohmann::json Delete(const Route& route, const std::string& body);

  /// Deletes an existing object. Also used by the garbage collector.
  nlohmann::json DeleteObject(const ObjectKey& key, const DeleteOptions& options);

  /// Replaces an object by a version that the server itself computed; removes it if no finalizer
  /// keeps it.
  void Settle(const ObjectKey& key, nlohmann::json next);

  /// Marks a namespace as being deleted: creations in it are rejected from now on.
  void TerminateNamespace(const std::string& ns);

  /// Sets the maximum size of an object in bytes of JSON; larger writes get 500, like from etcd.
  void MutateNewPods(std::function<void(nlohmann::json& pod)> mutate) {
    mutate_pod_ = std::move(mutate);
  }

  void SetMaxObjectBytes(std::size_t bytes) { max_object_bytes_ = bytes; }

 private:
  Object Existing(const Route& route) const;
  nlohmann::json Write(const Route& route, const Object& current, nlohmann::json wanted);
  void AdmitNamespace(const Route& route);
  void CheckSize(const nlohmann::json& object) const;

  ObjectStore& store_;
  const base::Clock& clock_;
  std::function<void(nlohmann::json& pod)> mutate_pod_ = {};
  std::size_t max_object_bytes_ = std::size_t{1536} << 10U;
  std::set<std::string> known_namespaces_;  ///< were created once; never created implicitly again
  std::int64_t generated_names_ = 0;
};

/// Returns the key of the object that a route names.
ObjectKey KeyOf(const Route& route);

}  // namespace executioner::fakes
