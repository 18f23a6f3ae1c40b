/// \file
/// The writes of the API: create, update, patch, delete and bind, with optimistic locking,
/// finalizers, generations and the status subresource, as apiserver's registry/generic does them.
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

/// The part of metav1.DeleteOptions that is modelled.
struct DeleteOptions {
  long grace_seconds = -1;  ///< negative: the pod's own
  std::optional<std::string> uid = std::nullopt;
  std::optional<std::string> resource_version = std::nullopt;
  std::string propagation = {};

  /// Reads the body, then the query parameters. \throws Refusal 400
  static DeleteOptions Parse(const Route& route, const std::string& body);
};

class Registry {
 public:
  /// \param store, clock  borrowed; outlive the registry
  Registry(ObjectStore& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  /// Every method returns the object as it is answered and refuses by throwing `Refusal`. Unknown
  /// namespaces are made on first use; one that was deleted stays gone until it is created again.
  nlohmann::json Create(const Route& route, const std::string& body);
  nlohmann::json Update(const Route& route, const std::string& body);
  nlohmann::json Patch(const Route& route, std::string_view content_type, const std::string& body);
  nlohmann::json Bind(const Route& route, const std::string& body);

  /// \return the object while it stays or when it is a pod, else a Status "Success"
  nlohmann::json Delete(const Route& route, const std::string& body);

  /// Deletes one object that exists. Also the garbage collector's way to delete.
  nlohmann::json DeleteObject(const ObjectKey& key, const DeleteOptions& options);

  /// Replaces an object by what the server itself decided; removes it when nothing keeps it.
  void Settle(const ObjectKey& key, nlohmann::json next);

  /// Marks a namespace as being deleted: creations in it are refused from now on.
  void TerminateNamespace(const std::string& ns);

  /// Largest object, in bytes of JSON; beyond it a write gets 500 as from etcd.
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
  std::set<std::string> known_namespaces_;  ///< were made once; never made again by themselves
  std::int64_t generated_names_ = 0;
};

/// The key of the object that a route names.
ObjectKey KeyOf(const Route& route);

}  // namespace executioner::fakes
