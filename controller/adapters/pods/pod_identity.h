/// \file
/// Whether a pod is ours, and whose. Labels only select pods: everybody who may create pods can set
/// them, and names and UIDs are public. A pod is ours when its controller reference names a
/// Workflow or Job, and its labels name an attempt whose computed name is the pod's name. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod.h"
#include "controller/kube/object_meta.h"
#include "controller/kube/store.h"

namespace executioner::pods {

/// Index of the pod store: OwnerIndex -> pods that are proven to be this owner's.
inline constexpr std::string_view kByOwner = "owner";
/// Index of the pod store: OwnerIndex -> of those, the pods that hold our finalizer.
inline constexpr std::string_view kUnreleased = "unreleased";
/// Index of the pod store: "Workflow/ns/name" -> the same, whatever the owner's UID.
inline constexpr std::string_view kUnreleasedByKey = "unreleased-key";
/// Index of the pod store: OwnerIndex -> its released pods whose phase alone tells how they ended.
inline constexpr std::string_view kReleasedByPhase = "released-by-phase";
/// Index of the pod store: ClaimIndex -> pods that refer to an owner but are not proven to be its
/// pods: made or changed by somebody else.
inline constexpr std::string_view kClaims = "claims";

/// Adds the indexes above. \pre as Store::AddIndex
void AddPodIndexes(kube::Store<Pod>& pods);

/// "Workflow/ns/name/uid".
std::string OwnerIndex(const Owner& owner);

/// "ns/uid".
std::string ClaimIndex(const std::string& ns, const std::string& owner_uid);

/// \return the attempt that the metadata proves; nothing when labels, name and controller reference
/// do not fit together, or a number is not in 1..kMostAttempts
std::optional<AttemptId> ProveIdentity(const kube::ObjectMeta& meta);

/// The Workflow or Job that the controller reference names; nothing for other kinds.
std::optional<Owner> ControllerOf(const kube::ObjectMeta& meta);

/// Whether the controller reference has this owner's UID and the pod is in its namespace. That
/// alone proves a pod under a name that we computed for this owner, whatever kind and name somebody
/// wrote into the reference.
bool IsControlledBy(const kube::ObjectMeta& meta, const Owner& owner);

/// The name of the job, "" when the pod has no such label.
const std::string& JobOf(const Pod& pod);

/// Whether a change left the pod with the owner that it was proven to have. Then the state after
/// the change tells everything; otherwise the owner before must learn of the change too.
/// \param before, after  as of Store::OnChange
bool KeepsItsOwner(const Pod* before, const Pod* after);

/// Whether the pod is proven to be an attempt of this owner.
bool IsPodOf(const Pod& pod, const Owner& owner);

/// The owners that a pod refers to, by label or by reference, without being proven to be theirs:
/// values of ClaimIndex. None for a pod of ours.
std::vector<std::string> ClaimsOf(const Pod& pod);

/// Whether the pod's outcome is recorded and the pod released. One patch sets the label and removes
/// the finalizer, so the label alone proves nothing.
bool IsReleased(const Pod& pod);

/// Whether the pod was released without kOutcomeLabel: by version 0.1.0, or before it had ended.
bool IsReleasedByPhase(const Pod& pod);

/// Whether pods that are not proven to be this owner's carry its UID: what is selected by that
/// label holds more than its pods. \param pods  has the indexes of AddPodIndexes
bool IsClaimed(const kube::Store<Pod>& pods, const Owner& owner);

}  // namespace executioner::pods
