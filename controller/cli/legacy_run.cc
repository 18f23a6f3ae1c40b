#include "controller/cli/legacy_run.h"

#include <cstdio>
#include <filesystem>
#include <utility>

#include "controller/base/error.h"
#include "controller/cli/execute_run.h"
#include "controller/cli/job_environment.h"
#include "controller/cli/legacy_config.h"
#include "controller/cli/legacy_logs.h"
#include "controller/cli/legacy_mail.h"
#include "controller/cli/legacy_text.h"
#include "controller/cli/manifest_diff.h"
#include "controller/cli/print_text.h"
#include "controller/cli/restore.h"
#include "controller/cli/take_run.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"
#include "controller/standalone/additions_json.h"

namespace executioner::cli {
namespace {

/// Runs print output only on request, because the old program never showed the output of jobs on
/// the console. Jobs do not inherit the password of the mail server.
Context ContextOfRun(const Context& context, const LegacyFlags& flags, const LegacyWork& work) {
  Context quiet = context;
  quiet.quiet = context.quiet || !(flags.verbose || flags.debug);
  HideMailPassword(work.config.mail.password, ManifestOf(work.checked), quiet.environment);
  return quiet;
}

engine::RunSource SourceOf(const LegacyFlags& flags, const LegacyWork& work) {
  return {.kind = work.checked.object.kind,
          .name = work.converted.application,
          .path = flags.config == "-" ? "-" : std::filesystem::absolute(flags.config).string(),
          .manifest = ManifestOf(work.checked),
          .spec_hash = work.checked.spec_hash,
          .working_dir = work.converted.working_dir,
          .arguments = standalone::WriteAdditions(work.additions)};
}

void PrintSettings(const LegacyFlags& flags, const LegacyWork& work) {
  if (flags.debug) {
    PrintMessage(stderr, "working_dir: " + work.converted.working_dir);
    PrintMessage(stderr, "log_dir: " + work.log_dir);
    PrintMessage(stderr, "workers: " + std::to_string(work.additions.parallelism.value_or(1)));
  }
  if (flags.visible || flags.debug) {
    PrintText(stdout, LegacyVariables(work));
  }
}

/// A run that is on record, and its lock.
struct Begun {
  engine::Execution execution = {};
  const local::RunLock& lock;
};

int Execute(const Context& context, const LegacyFlags& flags, const LegacyWork& work, State& state,
            Begun begun) {
  const std::int64_t run = engine::RunNumber(begun.execution.owner);
  const local::RunFolder folder(state.path, run);
  LegacyLogs logs(work, run);
  logs.Link(folder, begun.execution.recorded);
  const int code = ExecuteRun(
      ContextOfRun(context, flags, work), state,
      {std::move(begun.execution), work.additions.env, work.converted.working_dir}, begun.lock);
  const engine::RunRecord record = FindRun(*state.history, std::to_string(run));
  logs.Link(folder, record.status);
  const std::string summary = LegacySummary(record, work.checked.spec, flags.config, folder.path);
  logs.WriteSummary(summary);
  PrintText(stdout, summary);
  std::fflush(stdout);  // a mail may take its time
  MailTheEnd(context, work, record, folder, summary);
  return code;
}

domain::ReopenRequest RequestOf(const LegacyFlags& flags, const LegacyWork& work) {
  using Scope = domain::ReopenRequest::Scope;
  return {.scope = flags.resume_failed_only ? Scope::kFailedOnly : Scope::kUnsuccessful,
          .skip = work.checked.spec.controls.skip};
}

engine::RunRecord RecordToResume(State& state, const LegacyFlags& flags) {
  if (*flags.resume_from <= 0) {
    throw base::ConfigurationError("--resume-from", "must be the number of a run, from 1");
  }
  return FindRun(*state.history, std::to_string(*flags.resume_from));
}

/// Jobs of another application would count as those of the run, and could mark it a success.
/// \throws base::ConfigurationError
void RequireSameApplication(const engine::RunRecord& record, const LegacyFlags& flags,
                            const LegacyWork& work) {
  const std::string& before = record.summary.name;
  const std::string& now = work.converted.application;
  if (before != now) {
    throw base::ConfigurationError(
        "--resume-from", "run " + std::to_string(record.summary.id) + " is of application '" +
                             before + "', and " + flags.config + " is of '" + now +
                             "': give -c the configuration of '" + before +
                             "', or, if it is just called otherwise now, set its " +
                             "application_name to '" + before + "'");
  }
}

/// What changed since the run's last attempt; the current configuration is what goes on.
void TellChanges(const engine::RunRecord& record, const LegacyWork& work) {
  const Restored before = RestoreManifest(record);
  if (before.checked.spec_hash != work.checked.spec_hash) {
    PrintMessage(stderr, "warning: the configuration has changed since run " +
                             std::to_string(record.summary.id) + " began:");
    PrintText(stderr, ManifestDiff(before.checked.spec, work.checked.spec));
  }
}

}  // namespace

int RunLegacyConfig(const Context& context, const LegacyFlags& flags) {
  const std::optional<LegacyWork> work = LoadLegacyWork(context, flags);
  if (!work) {
    return kInvalidManifest;
  }
  PrintSettings(flags, *work);
  if (work->config.jobs.empty()) {
    PrintText(stdout, "Status: SUCCESS\nthere are no jobs\n");
    return kSucceeded;
  }
  RequireMeans(context);
  State state = OpenState(context);
  engine::Execution execution = standalone::BeginRun(work->checked, *context.clock);
  const local::RunLock lock = CreateRun(context, state, SourceOf(flags, *work), execution);
  return Execute(context, flags, *work, state, {std::move(execution), lock});
}

int ResumeLegacyRun(const Context& context, const LegacyFlags& flags) {
  const std::optional<LegacyWork> work = LoadLegacyWork(context, flags);
  if (!work) {
    return kInvalidManifest;
  }
  PrintSettings(flags, *work);
  State state = OpenState(context);
  const std::int64_t run = RecordToResume(state, flags).summary.id;
  const local::RunFolder folder(state.path, run);
  MakeFolder(folder);
  const auto lock = local::RunLock::Try(folder);
  if (!lock) {
    throw base::ConfigurationError(
        "--resume-from", "run " + std::to_string(run) + " is running: another program works on it");
  }
  const engine::RunRecord record = FindRun(*state.history, std::to_string(run));
  RequireEndedOrHere(context, state, record);
  RequireSameApplication(record, flags, *work);
  TellChanges(record, *work);
  const domain::Plan plan = domain::MakePlan(work->checked.spec, work->checked.spec_hash);
  const domain::Status next = domain::Reopen(plan, record.status, RequestOf(flags, *work));
  if (next.counts.pending == 0) {
    PrintMessage(stderr, "warning: run " + std::to_string(run) + ": nothing is left to run");
    PrintText(stdout, LegacySummary(record, work->checked.spec, flags.config, folder.path));
    return record.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
  }
  RequireMeans(context);
  state.history->Reopen(run, SourceOf(flags, *work), MakeRequest(context, state, "resume"), next);
  return Execute(context, flags, *work, state,
                 {standalone::RestoreExecution(work->checked, run, next, *context.clock), *lock});
}

int ShowLegacyPlan(const Context& context, const LegacyFlags& flags) {
  const std::optional<LegacyWork> work = LoadLegacyWork(context, flags);
  if (!work) {
    return kInvalidManifest;
  }
  PrintSettings(flags, *work);
  std::vector<std::string> done;
  if (flags.resume_from) {
    State state = OpenState(context);
    const engine::RunRecord record = RecordToResume(state, flags);
    RequireSameApplication(record, flags, *work);
    const domain::Plan plan = domain::MakePlan(work->checked.spec, work->checked.spec_hash);
    for (const domain::JobStatus& job :
         domain::Reopen(plan, record.status, RequestOf(flags, *work)).jobs) {
      if (domain::IsEnded(job.phase)) {
        done.push_back(job.name);
      }
    }
  }
  PrintText(stdout, LegacyPlan(*work, done));
  return kSucceeded;
}

}  // namespace executioner::cli
