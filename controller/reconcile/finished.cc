#include "controller/reconcile/finished.h"

#include <chrono>

namespace executioner::reconcile {
namespace {

constexpr std::string_view kSpecChanged = "SpecChanged";

domain::Condition SpecChanged(const OwnerObject& object, base::TimePoint now) {
  const bool is_held =
      object.controls.rerun_on_spec_change && object.controls.cancel != domain::CancelMode::kNone;
  return {.type = std::string(kSpecChanged),
          .status = true,
          .reason = is_held ? "CancelIsSet" : "RerunNever",
          .message = is_held
                         ? "the spec is not what ran; it runs once spec.cancel is None again"
                         : "the spec is not what ran; set spec.rerunOn to SpecChange, or create a "
                           "new object",
          .last_transition_time = now,
          .observed_generation = object.meta.generation};
}

}  // namespace

Expiry ExpiryOf(const OwnerObject& object, base::TimePoint now) {
  const auto ttl = object.controls.ttl_seconds_after_finished;
  if (!ttl || !object.ended.completion_time) {
    return {};
  }
  const auto left = *object.ended.completion_time + std::chrono::seconds{*ttl} - now;
  if (left > base::Duration{0}) {
    return {.kind = Expiry::Kind::kLater, .left = left};
  }
  return {.kind = object.HasTracking() ? Expiry::Kind::kPods : Expiry::Kind::kObject};
}

domain::Status AcknowledgeEdit(const OwnerObject& object, const domain::Status& before,
                               base::TimePoint now) {
  domain::Status status = before;
  status.observed_generation = object.meta.generation;
  std::erase_if(status.conditions,
                [](const domain::Condition& condition) { return condition.type == kSpecChanged; });
  if (object.spec_changed) {
    // The other conditions describe the spec that ran, so they keep its generation.
    status.conditions.push_back(SpecChanged(object, now));
    return status;
  }
  for (domain::Condition& condition : status.conditions) {
    condition.observed_generation = object.meta.generation;
  }
  return status;
}

}  // namespace executioner::reconcile
