/// \file
/// metav1.ObjectMeta as a value: the part of every Kubernetes object that the runtime needs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"

namespace executioner::kube {

/// One entry of metadata.ownerReferences.
struct OwnerReference {
  std::string api_version = {};  ///< such as "executioner.dev/v1alpha1"
  std::string kind = {};
  std::string name = {};
  std::string uid = {};

  bool operator==(const OwnerReference&) const = default;
};

/// The metadata of an object. Two objects of a kind are the same only if their UIDs are equal.
struct ObjectMeta {
  std::string ns = {};  ///< empty for cluster-scoped kinds
  std::string name = {};
  std::string uid = {};
  std::string resource_version = {};  ///< see resource_version.h
  std::int64_t generation = 0;        ///< incremented when the spec changes; 0 if the kind has none
  base::TimePoint creation_time = {};
  std::optional<base::TimePoint> deletion_time = std::nullopt;  ///< set: it is being deleted
  std::optional<int> deletion_grace_seconds = std::nullopt;
  std::map<std::string, std::string> labels = {};
  std::map<std::string, std::string> annotations = {};  ///< only those that the decoder keeps
  std::vector<std::string> finalizers = {};
  std::optional<OwnerReference> controller = std::nullopt;  ///< the owner with `controller: true`

  /// \return "ns/name", or "name" without a namespace: the key in stores and queues
  std::string Key() const { return ns.empty() ? name : ns + "/" + name; }
};

/// Whether a label or annotation is worth its memory; nullptr: none is.
using KeepKey = bool (*)(std::string_view key);

/// Reads the `metadata` of an object. Never throws: what is absent or of another type keeps its
/// default.
/// \par Example
///   pod.meta = ReadMeta(metadata, IsOurLabel, nullptr);
ObjectMeta ReadMeta(std::string_view metadata, KeepKey label, KeepKey annotation);

}  // namespace executioner::kube
