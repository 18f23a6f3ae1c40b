/// \file
/// The fields of a pod's spec that a user may set in `podTemplate.spec`. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/domain/field.h"

namespace executioner::domain {

/// Names them all, without values, since they are passed on. The pod builder sets all other fields.
void PodSpecFields(auto& visit) {
  constexpr int kLongestName = 253;
  /// Rules on which nodes and beside which pods to run, as in core/v1.
  visit(Field{.key = "affinity"});
  /// Whether the pod gets a token of its service account. Default: `false`.
  visit(Field{.key = "automountServiceAccountToken", .raw = RawType::kBoolean});
  /// DNS parameters, as in core/v1.
  visit(Field{.key = "dnsConfig"});
  /// DNS policy, as in core/v1.
  visit(Field{.key = "dnsPolicy", .most = kLongestName, .raw = RawType::kText});
  /// Entries for /etc/hosts, as in core/v1.
  visit(Field{.key = "hostAliases", .most = 64, .raw = RawType::kObjectList});
  /// Whether the pod uses the network of its node. The configuration of the operator must allow it.
  /// Default: `false`.
  visit(Field{.key = "hostNetwork", .raw = RawType::kBoolean});
  /// Secrets for pulling images, as in core/v1.
  visit(Field{.key = "imagePullSecrets", .most = 64, .raw = RawType::kObjectList});
  /// Containers that run before the job, or beside it with `restartPolicy: Always` (sidecars), as
  /// in core/v1.
  visit(Field{.key = "initContainers", .most = 16, .raw = RawType::kObjectList});
  /// Labels that a node must have, as in core/v1.
  visit(
      Field{.key = "nodeSelector", .most = 32, .raw = RawType::kTextMap, .entries = {.most = 63}});
  /// Priority class, as in core/v1.
  visit(Field{.key = "priorityClassName", .most = kLongestName, .raw = RawType::kText});
  /// Runtime class, as in core/v1.
  visit(Field{.key = "runtimeClassName", .most = kLongestName, .raw = RawType::kText});
  /// Scheduler that places the pod, as in core/v1.
  visit(Field{.key = "schedulerName", .most = kLongestName, .raw = RawType::kText});
  /// Security context of the pod, as in core/v1.
  visit(Field{.key = "securityContext"});
  /// Service account of the pod, as in core/v1.
  visit(Field{.key = "serviceAccountName", .most = kLongestName, .raw = RawType::kText});
  /// Taints that the pod tolerates, as in core/v1.
  visit(Field{.key = "tolerations", .most = 64, .raw = RawType::kObjectList});
  /// Rules for spreading over zones and nodes, as in core/v1.
  visit(Field{.key = "topologySpreadConstraints", .most = 16, .raw = RawType::kObjectList});
  /// Volumes that `volumeMounts` refer to, as in core/v1.
  visit(Field{.key = "volumes", .most = 64, .raw = RawType::kObjectList});
}

/// Returns the type of a field of core/v1 PodSpec that users may set. `hostNetwork` is one of them,
/// but also needs the operator's permission.
/// \return nothing if the field may not be set
std::optional<RawType> FindPodField(std::string_view name);

/// Returns "affinity, automountServiceAccountToken, ...", for messages.
std::string AllowedPodFieldNames();

}  // namespace executioner::domain
