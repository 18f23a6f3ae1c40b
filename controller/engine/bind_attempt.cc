#include "controller/engine/bind_attempt.h"

#include "controller/domain/job_values.h"

namespace executioner::engine {

domain::Values ValuesOf(const OwnerId& owner, int run, int attempt, base::TimePoint start) {
  return {.workflow = owner.name,
          .ns = owner.ns,
          .uid = owner.uid,
          .run = run,
          .attempt = attempt,
          .start = start};
}

domain::Binding BindAttempt(const Execution& execution, domain::NodeId node, int attempt,
                            const std::vector<domain::EnvVar>& extra) {
  const domain::Run& run = execution.run;
  return domain::Bind(
      execution.plan, node,
      ValuesOf(execution.owner, run.number, attempt, run.start_time.value_or(base::TimePoint{})),
      extra, domain::LookUpJobs(execution.plan, run));
}

}  // namespace executioner::engine
