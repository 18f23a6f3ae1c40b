#include "controller/runs/explain_job.h"

#include "controller/domain/explain.h"
#include "controller/domain/plan.h"
#include "controller/runs/restore.h"

namespace executioner::runs {

std::string ExplainJob(const history::RunRecord& record, const domain::JobStatus& job) {
  std::string why = job.message;
  if (why.empty() && !domain::IsEnded(job.phase)) {
    const Restored restored = RestoreManifest(record);
    const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
    why =
        domain::ExplainWaiting(plan, domain::RestoreRun(plan, record.status), plan.Find(job.name));
    if (why.empty() && job.phase == domain::JobPhase::kQueued) {
      why =
          "waits for a worker to take it: no worker has taken it yet; 'executioner worker --queue "
          "URL', with the URL of the run, starts one";
    }
  }
  return why;
}

}  // namespace executioner::runs
