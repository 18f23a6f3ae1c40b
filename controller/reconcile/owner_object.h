/// \file
/// A Workflow or Job in the store: the data needed for decisions, and its text if that is small.
/// Pure, except KeptText.
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

/// Annotations by which GitOps tools mark objects that they would create again after a deletion.
inline constexpr std::string_view kArgoTracking = "argocd.argoproj.io/tracking-id";
inline constexpr std::string_view kFluxTracking = "kustomize.toolkit.fluxcd.io/name";

/// The data that is kept about the run of a finished object; there may be tens of thousands.
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

  /// Whether `spec` and `status` are present. False if the object has finished and has not been
  /// edited since (they are not needed), or if KeptText dropped them (read the object again).
  bool has_text = true;

  /// Kept for a Job that has not finished, ended as InvalidSpec, or runs again, because a cycle
  /// must be found from each of its members.
  std::vector<domain::AfterRef> after = {};

  int priority = 0;  ///< spec.priority
  bool finished = false;
  bool spec_changed = false;  ///< finished, and the frozen fields differ from those that ran
  EndedRun ended = {};        ///< finished
  /// If finished: the fields that still matter (ttl, retention, rerunOn).
  domain::Controls controls = {};

  /// Counts the text in a KeptText as long as a copy of this object exists.
  std::shared_ptr<const void> text_share = nullptr;

  /// \return whether the object has finished and has an edit that was not processed yet; `status`
  /// is kept then
  bool IsEdited() const { return finished && ended.observed_generation != meta.generation; }

  /// \return whether the object has finished and a changed spec starts another run. While `cancel`
  /// is set, the run waits, because it would end immediately
  bool RunsAgain() const {
    const bool invalid =
        ended.reason == domain::Reason::kInvalidSpec || ended.reason == domain::Reason::kTooLarge;
    return IsEdited() && controls.cancel == domain::CancelMode::kNone &&
           (invalid || (spec_changed && controls.rerun_on_spec_change));
  }

  /// \return whether the run is suspended and its status says so. Without pods, nothing happens
  /// until the object changes. \pre has_text
  bool IsParked() const;

  bool HasTracking() const {
    return meta.annotations.contains(std::string(kArgoTracking)) ||
           meta.annotations.contains(std::string(kFluxTracking));
  }
};

/// \return whether a spec cancels the run. The API server sets the default `cancel: None`
/// \param spec  JSON
bool IsCancelled(std::string_view spec);

/// Decodes an object. Never throws: errors are reported when its spec is read.
OwnerObject DecodeOwner(std::string_view kind, std::string_view json);

/// Limits the texts in memory: tenants choose the number and size of objects, so both are bounded.
/// A dropped text costs one GET when the object is reconciled. Safe from any thread.
class KeptText {
 public:
  static constexpr std::size_t kOfObject = 4U << 10U;  ///< maximum bytes of one object
  static constexpr std::size_t kOfAll = 16U << 20U;    ///< maximum bytes of all objects

  /// Drops the text of an object if it is too large or there are too many.
  OwnerObject Trim(OwnerObject object) const;

  std::size_t Bytes() const { return *bytes_; }

 private:
  std::shared_ptr<std::atomic<std::size_t>> bytes_ = std::make_shared<std::atomic<std::size_t>>(0U);
};

/// Size of the labels and annotations that an object keeps.
std::size_t MetadataBytes(const kube::ObjectMeta& meta);

/// The owner of an object, as the engine names it.
engine::OwnerId OwnerOf(const OwnerObject& object);

/// Returns "Workflow/ns/name": the key in the work queue.
std::string OwnerKey(std::string_view kind, std::string_view ns, std::string_view name);

}  // namespace executioner::reconcile
