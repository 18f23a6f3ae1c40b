#include "controller/engine/executor.h"

#include <string_view>

namespace executioner::engine {

bool Executor::Carry(Execution& execution, const domain::Decision& decision) {
  if (!decision.stops.empty()) {
    runner_.Stop(execution, decision.stops);
  }
  if (decision.launches.empty()) {
    return !decision.stops.empty();
  }
  const auto results = runner_.Launch(execution, decision.launches);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const int job = decision.launches[i].job;
    const LaunchResult& result = results[i];
    switch (result.kind) {
      case LaunchResult::Kind::kLaunched:
        metrics_.RecordLaunch("launched");
        domain::LaunchSucceeded(execution.run, job, result.pod, result.created);
        break;
      case LaunchResult::Kind::kDelayed:
        metrics_.RecordLaunch("delayed");
        domain::LaunchDelayed(execution.plan, execution.run, job, result.refusal,
                              execution.owner.uid);
        break;
      case LaunchResult::Kind::kRefused:
        metrics_.RecordLaunch("refused");
        domain::LaunchRefused(execution.plan, execution.run, job, result.refusal,
                              execution.owner.uid);
        break;
    }
  }
  execution.changed = true;
  return true;
}

}  // namespace executioner::engine
