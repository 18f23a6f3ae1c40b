/// \file
/// Determines whether a pod is ours, and its owner. Labels only select pods: anyone who may create
/// pods can set them, and names and UIDs are public. A pod is ours if its controller reference
/// names a Workflow or Job, and its labels name an attempt whose computed name is the pod's name.
/// Pure.
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

/// Index of the pod store: OwnerIndex to the pods that are proven to belong to this owner.
inline constexpr std::string_view kByOwner = "owner";
/// Index of the pod store: OwnerIndex to those of them that have our finalizer.
inline constexpr std::string_view kUnreleased = "unreleased";
/// Index of the pod store: "Workflow/ns/name" to the same pods, for any UID of the owner.
inline constexpr std::string_view kUnreleasedByKey = "unreleased-key";
/// Index of the pod store: OwnerIndex to its released pods for which only the phase shows how they
/// ended.
inline constexpr std::string_view kReleasedByPhase = "released-by-phase";
/// Index of the pod store: ClaimIndex to pods that refer to an owner but are not proven to belong
/// to it, because somebody else created or changed them.
inline constexpr std::string_view kClaims = "claims";

/// Adds the indexes above. \pre see Store::AddIndex
void AddPodIndexes(kube::Store<Pod>& pods);

/// Returns "Workflow/ns/name/uid".
std::string OwnerIndex(const Owner& owner);

/// Returns "ns/uid".
std::string ClaimIndex(const std::string& ns, const std::string& owner_uid);

/// \return the attempt that the metadata proves; nothing if labels, name and controller reference
/// are inconsistent, or a number is not in 1..kMostAttempts
std::optional<AttemptId> ProveIdentity(const kube::ObjectMeta& meta);

/// Returns the Workflow or Job that the controller reference names; nothing for other kinds.
std::optional<Owner> ControllerOf(const kube::ObjectMeta& meta);

/// Returns whether the controller reference has this owner's UID and the pod is in the owner's
/// namespace. For a pod whose name we computed for this owner, that is proof enough, whatever kind
/// and name somebody wrote into the reference.
bool IsControlledBy(const kube::ObjectMeta& meta, const Owner& owner);

/// Returns the name of the job; "" if the pod has no such label.
const std::string& JobOf(const Pod& pod);

/// Returns whether the pod still has the owner that it was proven to have. If not, the owner before
/// the change must be notified too.
/// \param before, after  see Store::OnChange
bool KeepsItsOwner(const Pod* before, const Pod* after);

/// \return whether the pod is proven to be an attempt of this owner
bool IsPodOf(const Pod& pod, const Owner& owner);

/// Returns the owners to which a pod refers by label or reference without being proven to belong to
/// them, as values of ClaimIndex; none for our pods.
std::vector<std::string> ClaimsOf(const Pod& pod);

/// Returns whether the pod's outcome is recorded and the pod is released. One patch sets the label
/// and removes the finalizer, so the label alone proves nothing.
bool IsReleased(const Pod& pod);

/// Returns whether the pod was released without kOutcomeLabel: by version 0.1.0, or before it had
/// ended.
bool IsReleasedByPhase(const Pod& pod);

/// Returns whether other pods have the UID of this owner as a label, so that a selection by this
/// label contains more than its pods. \param pods  with the indexes of AddPodIndexes
bool IsClaimed(const kube::Store<Pod>& pods, const Owner& owner);

}  // namespace executioner::pods
