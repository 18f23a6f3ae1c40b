#include "controller/legacy/cli/command_line.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "controller/base/error.h"
#include "controller/cli/print_text.h"
#include "controller/cli/progress.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"
#include "controller/legacy/cli/convert_command.h"
#include "controller/legacy/cli/end_mail.h"
#include "controller/legacy/cli/flags.h"
#include "controller/legacy/cli/log_links.h"
#include "controller/legacy/cli/texts.h"
#include "controller/legacy/cli/work.h"
#include "controller/runs/manifest_diff.h"
#include "controller/runs/restore.h"
#include "controller/standalone/additions_json.h"

namespace executioner::legacy {
namespace {

/// Runs print output only on request, because the old program never showed the output of jobs on
/// the console. Jobs do not inherit the password of the mail server.
cli::Context ContextOfRun(const cli::Context& context, const Flags& flags, const Work& work) {
  cli::Context quiet = context;
  quiet.quiet = context.quiet || !(flags.verbose || flags.debug);
  // Otherwise any job could print it.
  HideMailPassword(work.config.mail.password, runs::ManifestOf(work.checked), quiet.environment);
  return quiet;
}

/// Where the run keeps that it is of this configuration.
runs::Origin OriginOf(const Flags& flags, const Work& work) {
  return {.name = work.converted.application,
          .path = flags.config == "-" ? "-" : std::filesystem::absolute(flags.config).string(),
          .working_dir = work.converted.working_dir,
          .additions = work.additions};
}

void PrintSettings(const Flags& flags, const Work& work) {
  if (flags.debug) {
    cli::PrintMessage(stderr, "working_dir: " + work.converted.working_dir);
    cli::PrintMessage(stderr, "log_dir: " + work.log_dir);
    cli::PrintMessage(stderr, "workers: " + std::to_string(work.additions.parallelism.value_or(1)));
  }
  if (flags.visible || flags.debug) {
    cli::PrintText(stdout, VariablesText(work));
  }
}

int Execute(const cli::Context& context, const Flags& flags, const Work& work,
            runs::RunService& runs, runs::StartedRun& run) {
  const std::string number = std::to_string(run.Number());
  LogLinks logs(work, runs, run.Number());
  // Before the run, so that scripts can follow the files while jobs write them.
  logs.Link(runs.Find(number));
  const int code = cli::AttendRun(context, run);
  const history::RunRecord record = runs.Find(number);
  logs.Link(record);
  const std::string summary =
      SummaryText(record, work.checked.spec, flags.config, runs.LogsOf(record));
  logs.WriteSummary(summary);
  cli::PrintText(stdout, summary);
  std::fflush(stdout);  // a mail may take its time
  MailTheEnd(context, work, runs, record, summary);
  return code;
}

domain::ReopenRequest RequestOf(const Flags& flags, const Work& work) {
  using Scope = domain::ReopenRequest::Scope;
  return {.scope = flags.resume_failed_only ? Scope::kFailedOnly : Scope::kUnsuccessful,
          .skip = work.checked.spec.controls.skip};
}

/// \throws base::ConfigurationError  if the value of `flag` is not the number of a run
std::string RunOf(const char* flag, const std::optional<int>& number) {
  if (number.value_or(0) <= 0) {
    throw base::ConfigurationError(flag, "must be the number of a run, from 1");
  }
  return std::to_string(*number);
}

/// Jobs of another application would count as those of the run, and could mark it a success.
/// \throws base::ConfigurationError
void RequireSameApplication(const history::RunRecord& record, const Flags& flags,
                            const Work& work) {
  const std::string& before = record.summary.name;
  const std::string& now = work.converted.application;
  if (before != now) {
    throw base::ConfigurationError(
        "--resume-from", "run " + std::to_string(record.summary.id) + " is of application '" +
                             before + "', and " + flags.config + " is of '" + now +
                             "': give -c the configuration of '" + before +
                             "', or, if only its name has changed, set its " +
                             "application_name to '" + before + "'");
  }
}

/// Prints the changes since the run's last attempt; the run continues with the current
/// configuration.
void TellChanges(const history::RunRecord& record, const Work& work) {
  const runs::Restored before = runs::RestoreManifest(record);
  if (before.checked.spec_hash != work.checked.spec_hash) {
    cli::PrintMessage(stderr, "warning: the configuration has changed since run " +
                                  std::to_string(record.summary.id) + " began:");
    cli::PrintText(stderr, runs::ManifestDiff(before.checked.spec, work.checked.spec));
  }
}

constexpr const char* kReason = "asked for by --mark-success";

/// Names of those jobs that can be marked; reports the others.
std::vector<std::string> MarkableJobs(const history::RunRecord& record,
                                      const domain::WorkflowSpec& spec,
                                      const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) {
    const auto job = std::ranges::find_if(
        record.status.jobs, [&](const auto& one) { return IdOfName(spec, one.name) == id; });
    if (job == record.status.jobs.end()) {
      cli::PrintMessage(stderr,
                        "run " + std::to_string(record.summary.id) + " has no job '" + id + "'");
      continue;
    }
    // For the person who is asked next.
    cli::PrintMessage(stdout, id + ": " + OldWord(*job));
    if (job->phase == domain::JobPhase::kFailed || job->phase == domain::JobPhase::kCancelled) {
      names.push_back(job->name);
    } else {
      cli::PrintMessage(stderr, "'" + id + "' has not failed, so it cannot be marked");
    }
  }
  return names;
}

/// The end of the input means no.
bool Confirmed(std::size_t jobs) {
  cli::PrintText(stdout, "Mark " + std::to_string(jobs) + " job(s) as SUCCESS? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  cli::PrintText(stdout, "\n");
  return answer == "y" || answer == "Y" || answer == "yes";
}

int RunConfig(const cli::Context& context, const Flags& flags, const Work& work) {
  // The old program succeeded here; a Workflow needs a job.
  if (work.config.jobs.empty()) {
    cli::PrintText(stdout, "Status: SUCCESS\nthere are no jobs\n");
    return cli::kSucceeded;
  }
  const cli::Context quiet = ContextOfRun(context, flags, work);
  const auto runs = cli::OpenRuns(quiet);
  const auto run = runs->Start(work.checked, OriginOf(flags, work));
  return Execute(quiet, flags, work, *runs, *run);
}

int ResumeRun(const cli::Context& context, const Flags& flags, const Work& work) {
  const cli::Context quiet = ContextOfRun(context, flags, work);
  const auto runs = cli::OpenRuns(quiet);
  const runs::TakenRun taken = runs->Take(RunOf("--resume-from", flags.resume_from));
  const history::RunRecord& record = taken.record;
  RequireSameApplication(record, flags, work);
  // The old program always went by the current file, so only a warning.
  TellChanges(record, work);
  const runs::Origin origin = OriginOf(flags, work);
  runs::Restored restored{.checked = work.checked,
                          .additions = origin.additions,
                          .source = {.kind = work.checked.object.kind,
                                     .name = origin.name,
                                     .path = origin.path,
                                     .working_dir = origin.working_dir,
                                     .arguments = standalone::WriteAdditions(origin.additions)}};
  const auto run = runs->Reopen(taken, std::move(restored), {RequestOf(flags, work), "resume"});
  if (!run) {
    cli::PrintMessage(
        stderr, "warning: run " + std::to_string(record.summary.id) + ": nothing is left to run");
    cli::PrintText(stdout,
                   SummaryText(record, work.checked.spec, flags.config, runs->LogsOf(record)));
    return record.status.phase == domain::RunPhase::kSucceeded ? cli::kSucceeded : cli::kRunFailed;
  }
  return Execute(quiet, flags, work, *runs, *run);
}

int ShowPlan(const cli::Context& context, const Flags& flags, const Work& work) {
  std::vector<std::string> done;
  if (flags.resume_from) {
    const history::RunRecord record =
        cli::OpenRuns(context)->Find(RunOf("--resume-from", flags.resume_from));
    RequireSameApplication(record, flags, work);
    const domain::Plan plan = domain::MakePlan(work.checked.spec, work.checked.spec_hash);
    for (const domain::JobStatus& job :
         domain::Reopen(plan, record.status, RequestOf(flags, work)).jobs) {
      if (domain::IsEnded(job.phase)) {
        done.push_back(job.name);
      }
    }
  }
  cli::PrintText(stdout, PlanText(work, done));
  return cli::kSucceeded;
}

int ListRuns(const cli::Context& context, const Flags& flags) {
  const auto runs =
      cli::OpenRuns(context)->List({.name = *flags.list_runs, .limit = std::max(0, flags.limit)});
  cli::PrintText(stdout, runs.empty() ? "No runs found\n" : RunsText(runs, context.clock->Now()));
  return cli::kSucceeded;
}

int ShowRun(const cli::Context& context, const Flags& flags) {
  const std::string number = RunOf("--show-run", flags.show_run);
  const auto runs = cli::OpenRuns(context);
  const history::RunRecord record = runs->Find(number);
  cli::PrintText(stdout, RunText(record, runs::RestoreManifest(record).checked.spec,
                                 runs->LogsOf(record), context.clock->Now()));
  return cli::kSucceeded;
}

int MarkJobs(const cli::Context& context, const Flags& flags) {
  if (!flags.run || *flags.run <= 0 || flags.jobs.empty()) {
    throw base::ConfigurationError("--mark-success", "needs -r RUN and -j JOB[,JOB]");
  }
  const auto runs = cli::OpenRuns(context);
  const std::string number = std::to_string(*flags.run);
  const runs::TakenRun taken = runs->Take(number);
  const runs::Restored restored = runs::RestoreManifest(taken.record);
  // Under the hold, so that the answer to the question is about what is marked.
  const auto names = MarkableJobs(taken.record, restored.checked.spec, flags.jobs);
  if (names.empty() || (!flags.yes && !Confirmed(names.size()))) {
    cli::PrintMessage(stdout, "Nothing was marked");
    return cli::kSucceeded;
  }
  runs->MarkSucceeded(taken, names, kReason);
  cli::PrintMessage(stdout, "Marked " + std::to_string(names.size()) + " job(s) of run " + number +
                                " as SUCCESS, by " + context.user);
  return cli::kSucceeded;
}

int Dispatch(const cli::Context& context, const Flags& flags) {
  if (flags.sample_config) {
    cli::PrintText(stdout, SampleConfig());
    return cli::kSucceeded;
  }
  if (flags.list_runs) {
    return ListRuns(context, flags);
  }
  if (flags.show_run) {
    return ShowRun(context, flags);
  }
  if (flags.mark_success) {
    return MarkJobs(context, flags);
  }
  const std::optional<Work> work = LoadWork(context, flags);
  if (!work) {
    return cli::kInvalidManifest;
  }
  PrintSettings(flags, *work);
  const auto act = flags.dry_run ? ShowPlan : flags.resume_from ? ResumeRun : RunConfig;
  return act(context, flags, *work);
}

/// Of today's exit codes, only those for signals that also ended the old program are kept.
int OldCode(int code) {
  const bool ended_by_signal =
      code == cli::kSignalBase + SIGTERM || code == cli::kSignalBase + SIGHUP;
  return code == cli::kSucceeded || ended_by_signal ? code : cli::kRunFailed;
}

bool IsOldCommandLine(const std::vector<std::string>& words) {
  return !words.empty() && IsFlag(words.front());
}

int RunOldCommandLine(const cli::Context& context, const std::vector<std::string>& words) {
  std::optional<int> usage;
  const int code = cli::Guard([&] {
    const ParsedFlags parsed = ParseFlags(words);
    // --help and wrong usage keep their codes; only those of commands become old ones.
    if (parsed.exit) {
      usage = parsed.exit;
      return *parsed.exit;
    }
    return Dispatch(context, parsed.flags);
  });
  return usage ? *usage : OldCode(code);
}

std::string HowToRun(const std::string& file) {
  return "'executioner -c " + file + "' an old configuration";
}

}  // namespace

cli::Extension CommandLine() {
  return {.add_commands = AddConvertCommand,
          .takes = IsOldCommandLine,
          .run = RunOldCommandLine,
          .how_to_run = HowToRun};
}

}  // namespace executioner::legacy
