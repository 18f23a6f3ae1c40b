#include "controller/runs/start_run.h"

#include <utility>

#include "controller/domain/plan.h"
#include "controller/runs/find_run.h"
#include "controller/runs/take_run.h"
#include "controller/standalone/additions_json.h"

namespace executioner::runs {
namespace {

std::vector<std::string> NamesOf(const domain::Plan& plan) {
  std::vector<std::string> names;
  for (const domain::PlannedJob& job : plan.jobs) {
    names.push_back(job.name);
  }
  return names;
}

Work WorkOf(engine::Execution execution, const history::RunSource& source,
            const standalone::Additions& additions) {
  return {.execution = std::move(execution),
          .env = additions.env,
          .working_dir = source.working_dir,
          .manifest_folder = standalone::ManifestFolder(source),
          .no_limit = additions.parallelism == 0};
}

}  // namespace

StartedRun StartRun(const Session& session, State& state, const standalone::CheckedObject& checked,
                    const Origin& origin) {
  engine::Execution execution = standalone::BeginRun(checked, *session.clock);
  const history::RunSource source{.kind = checked.object.kind,
                                  .name = checked.object.name,
                                  .path = origin.path,
                                  .manifest = ManifestOf(checked),
                                  .spec_hash = checked.spec_hash,
                                  .working_dir = origin.working_dir,
                                  .arguments = standalone::WriteAdditions(origin.additions)};
  local::RunLock lock = CreateRun(session, state, source, execution);
  return {.work = WorkOf(std::move(execution), source, origin.additions), .lock = std::move(lock)};
}

std::optional<Work> ReopenRun(const Session& session, State& state,
                              const history::RunRecord& record, Restored restored,
                              Reopening reopening) {
  const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
  reopening.request.skip = restored.checked.spec.controls.skip;
  RequireJobs(record.summary.id, NamesOf(plan), reopening.request.jobs);
  const domain::Status next = domain::Reopen(plan, record.status, reopening.request);
  if (!domain::IsUnfinished(plan, record.status, next)) {
    return std::nullopt;
  }
  RequireMeans(session);
  restored.source.manifest = ManifestOf(restored.checked);
  restored.source.spec_hash = restored.checked.spec_hash;
  state.history->Reopen(record.summary.id, restored.source,
                        MakeRequest(session, state, reopening.command), next);
  return WorkOf(
      standalone::RestoreExecution(restored.checked, record.summary.id, next, *session.clock),
      restored.source, restored.additions);
}

}  // namespace executioner::runs
