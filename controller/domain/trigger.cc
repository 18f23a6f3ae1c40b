#include "controller/domain/decide.h"
#include "controller/domain/workflow_fields.h"

namespace executioner::domain {
namespace {

bool Holds(Trigger trigger, const Dependencies& ended) {
  switch (trigger) {
    case Trigger::kAllSucceeded: return ended.bad == 0 && ended.none == 0;
    case Trigger::kAllFinished: return true;
    case Trigger::kAnySucceeded: return ended.ok > 0;
    case Trigger::kAnyFailed: return ended.bad > 0;
    case Trigger::kAllFailed: return ended.ok == 0 && ended.none == 0;
    case Trigger::kNoneFailed: return ended.bad == 0;
  }
  return false;
}

}  // namespace

Verdict Evaluate(Trigger trigger, const Dependencies& ended) {
  if (Holds(trigger, ended)) {
    return Verdict::kHolds;
  }
  // Blocked is bad for the run and for dependents, Skipped is not: a handler of failures that has
  // nothing to do must not make the run fail.
  const bool wants_success = trigger == Trigger::kAllSucceeded || trigger == Trigger::kNoneFailed;
  return wants_success && ended.bad > 0 ? Verdict::kBlocked : Verdict::kSkipped;
}

std::string_view TriggerName(Trigger trigger) {
  return TextOf(kTriggers, trigger);
}

bool OutlivesFailure(Trigger trigger) {
  return trigger != Trigger::kAllSucceeded && trigger != Trigger::kNoneFailed;
}

}  // namespace executioner::domain
