#include "controller/runs/mark_jobs.h"

#include <algorithm>

#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"
#include "controller/runs/restore.h"

namespace executioner::runs {
namespace {

std::vector<history::AuditRecord> AuditOf(const domain::Status& status,
                                          const std::vector<std::string>& jobs,
                                          const Marking& marking) {
  std::vector<history::AuditRecord> records;
  for (const domain::JobStatus& job : status.jobs) {
    if (std::ranges::count(jobs, job.name) > 0) {
      records.push_back({.time = marking.time,
                         .request = marking.request,
                         .job = job.name,
                         .previous = std::string(domain::PhaseName(job.phase))});
    }
  }
  return records;
}

}  // namespace

domain::Status MarkJobs(State& state, const history::RunRecord& record,
                        const std::vector<std::string>& jobs, const Marking& marking) {
  const Restored restored = RestoreManifest(record);
  const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
  domain::Status marked = domain::MarkSucceeded(plan, record.status, jobs,
                                                marking.request.by + ": " + marking.request.reason);
  state.history->Amend(record.summary.id, marked, AuditOf(record.status, jobs, marking));
  return marked;
}

}  // namespace executioner::runs
