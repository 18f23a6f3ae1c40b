#include <set>
#include <utility>

#include "controller/domain/kind.h"
#include "controller/domain/validate_parts.h"

namespace executioner::domain {

void CheckControls(const Place& place, const WorkflowSpec& spec) {
  const Controls& controls = spec.controls;
  CheckNumber(place, "parallelism", controls.parallelism, {.least = 1});
  CheckNumber(place, "activeDeadlineSeconds", controls.active_deadline_seconds, {.least = 1});
  CheckNumber(place, "ttlSecondsAfterFinished", controls.ttl_seconds_after_finished, {});
}

void CheckAfter(const Place& place, const WorkflowSpec& spec) {
  CheckCount(place, "after", spec.after.size(), {.most = 1000});
  CheckNumber(place, "afterTimeoutSeconds", spec.after_timeout_seconds, {.least = 1});
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < spec.after.size(); ++i) {
    const AfterRef& ref = spec.after[i];
    const Place item = place.Field(ItemPath("after", i));
    if (!IsKind(ref.kind)) {
      item.Field("kind").Complain("is '" + ref.kind + "'; allowed: Job, Workflow");
    }
    CheckLength(item, "name", ref.name, {.least = 1, .most = 63});
    if (!seen.emplace(ref.kind, ref.name).second) {
      item.Complain(ref.kind + " '" + ref.name + "' is given twice");
    }
    if (KindOf(ref.kind).waits && !spec.jobs.empty() && ref.name == spec.jobs.front().name) {
      item.Complain("Job '" + ref.name + "' waits for itself");
    }
  }
}

}  // namespace executioner::domain
