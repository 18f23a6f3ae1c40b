/// \file
/// A Workflow or Job as the store keeps it: what deciding needs of it, and its text while that is
/// small. Pure, except for KeptText.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/phase.h"
#include "controller/domain/reason.h"
#include "controller/domain/workflow.h"
#include "controller/engine/owner_id.h"
#include "controller/kube/object_meta.h"

namespace executioner::reconcile {

/// Annotations by which GitOps tools mark what they would create again when it is deleted.
inline constexpr std::string_view kArgoTracking = "argocd.argoproj.io/tracking-id";
inline constexpr std::string_view kFluxTracking = "kustomize.toolkit.fluxcd.io/name";

/// What still matters of the run of a finished object: ten thousands of them stay in memory.
struct EndedRun {
  domain::RunPhase phase = domain::RunPhase::kPending;
  domain::Reason reason = domain::Reason::kNone;
  std::int64_t observed_generation = -1;
  std::optional<base::TimePoint> completion_time = std::nullopt;
};

struct OwnerObject {
  kube::ObjectMeta meta = {};
  std::string kind = {};
  std::string spec = {};    ///< JSON, if has_text
  std::string status = {};  ///< JSON, if has_text

  /// Whether `spec` and `status` are present. False if the object has finished and was not edited
  /// since (then they are not needed), or if KeptText dropped them (then read the object again).
  bool has_text = true;

  /// Kept for a Job that has not finished, ended as InvalidSpec, or runs again, because a cycle
  /// must be found from each of its members.
  std::vector<domain::AfterRef> after = {};

  int priority = 0;  ///< spec.priority
  bool finished = false;
  bool spec_changed = false;       ///< finished, and the frozen fields are not what ran
  EndedRun ended = {};             ///< finished
  domain::Controls controls = {};  ///< finished: what still matters (ttl, retention, rerunOn)

  /// Counts the text in a KeptText as long as a copy of this object is there.
  std::shared_ptr<const void> text_share = nullptr;

  /// Finished, and edited since in a way that nobody has looked at yet: `status` is still there.
  bool IsEdited() const { return finished && ended.observed_generation != meta.generation; }

  /// Finished, and its spec has changed since so that another run begins. With `cancel` still set
  /// that would end at once: it waits until that is taken back.
  bool RunsAgain() const {
    const bool invalid =
        ended.reason == domain::Reason::kInvalidSpec || ended.reason == domain::Reason::kTooLarge;
    return IsEdited() && controls.cancel == domain::CancelMode::kNone &&
           (invalid || (spec_changed && controls.rerun_on_spec_change));
  }

  /// The run is suspended and its status says so. Without pods nothing happens in it until the
  /// object changes. \pre has_text
  bool IsParked() const;

  bool HasTracking() const {
    return meta.annotations.contains(std::string(kArgoTracking)) ||
           meta.annotations.contains(std::string(kFluxTracking));
  }
};

/// Whether a spec asks for the run to be cancelled. `cancel: None` is what the API server fills in.
/// \param spec  JSON
bool IsCancelled(std::string_view spec);

/// Reads an object. Never throws: what is odd shows when its spec is read.
OwnerObject DecodeOwner(std::string_view kind, std::string_view json);

/// Which texts stay in memory: tenants decide how many objects there are and how large each is, so
/// both are bounded. What is left out costs one GET when the object is worked on. Safe from any
/// thread.
class KeptText {
 public:
  static constexpr std::size_t kOfObject = 4U << 10U;  ///< most bytes of one object
  static constexpr std::size_t kOfAll = 16U << 20U;    ///< most bytes of all

  /// Leaves out the text of an object if it is too large, or if there are too many.
  OwnerObject Trim(OwnerObject object) const;

  std::size_t Bytes() const { return *bytes_; }

 private:
  std::shared_ptr<std::atomic<std::size_t>> bytes_ = std::make_shared<std::atomic<std::size_t>>(0U);
};

/// The owner of an object, as the engine names it.
engine::OwnerId OwnerOf(const OwnerObject& object);

/// "Workflow/ns/name": the key of the work queue.
std::string OwnerKey(std::string_view kind, std::string_view ns, std::string_view name);

}  // namespace executioner::reconcile
