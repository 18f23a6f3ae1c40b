/// \file
/// `executioner resume RUN` and `executioner retry RUN JOBS`: a run that has ended goes on.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "controller/base/error.h"
#include "controller/cli/context.h"
#include "controller/cli/execute_run.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/manifest_diff.h"
#include "controller/cli/restore.h"
#include "controller/cli/take_run.h"
#include "controller/domain/plan.h"
#include "controller/domain/reopen.h"

namespace executioner::cli {
namespace {

struct ResumeFlags {
  std::string run = {};
  std::string file = {};
  bool failed_only = false;
  bool force = false;
  std::string from = {};
  std::vector<std::string> jobs = {};
};

domain::ReopenRequest RequestOf(const ResumeFlags& flags) {
  using Scope = domain::ReopenRequest::Scope;
  if (!flags.jobs.empty()) {
    return {.scope = Scope::kJobs, .jobs = flags.jobs};
  }
  if (!flags.from.empty()) {
    return {.scope = Scope::kFrom, .jobs = {flags.from}};
  }
  return {.scope = flags.failed_only ? Scope::kFailedOnly : Scope::kUnsuccessful};
}

std::vector<std::string> NamesOf(const domain::Plan& plan) {
  std::vector<std::string> names;
  for (const domain::PlannedJob& job : plan.jobs) {
    names.push_back(job.name);
  }
  return names;
}

/// The manifest that the run goes on with: the one on record, unless the file has another now.
/// \return the exit code when the run cannot go on: kUsage when it differs and nobody said --force
std::optional<int> TakeManifest(const ResumeFlags& flags, Restored& restored) {
  if (flags.file.empty()) {
    return std::nullopt;
  }
  Loaded loaded = LoadManifest(flags.file, restored.additions);
  if (loaded.complaints > 0) {
    return kInvalidManifest;
  }
  if (loaded.objects.size() != 1) {
    throw base::ConfigurationError(flags.file, "holds more than one object");
  }
  standalone::CheckedObject& now = loaded.objects.front();
  if (now.object.kind != restored.checked.object.kind) {
    throw base::ConfigurationError(
        flags.file,
        "is a " + now.object.kind + ", and the run is of a " + restored.checked.object.kind);
  }
  const bool same_work = now.spec_hash == restored.checked.spec_hash;
  const std::string fields =
      (now.object.name == restored.checked.object.name
           ? ""
           : "  metadata.name: stays " + restored.checked.object.name + ", that of the run\n") +
      ControlsDiff(restored.checked.spec.controls, now.spec.controls) +
      (same_work ? "" : ManifestDiff(restored.checked.spec, now.spec));
  if (!fields.empty()) {
    std::fprintf(stderr, "%s differs from what the run ran:\n%s", flags.file.c_str(),
                 fields.c_str());
    if (!flags.force) {
      std::fprintf(stderr, "go on with the new one by --force, or leave --file out\n");
      return kUsage;
    }
  }
  now.object.name = restored.checked.object.name;
  restored.source.path = flags.file == "-" ? "-" : std::filesystem::absolute(flags.file).string();
  restored.checked = std::move(now);
  return std::nullopt;
}

int Resume(const Context& context, const ResumeFlags& flags, const char* command) {
  State state = OpenState(context);
  const auto [record, lock] = TakeRun(context, state, flags.run);
  Restored restored = RestoreManifest(record);
  if (const auto code = TakeManifest(flags, restored)) {
    return *code;
  }
  const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
  domain::ReopenRequest request = RequestOf(flags);
  request.skip = restored.checked.spec.controls.skip;
  RequireJobs(record.summary.id, NamesOf(plan), request.jobs);
  const domain::Status next = domain::Reopen(plan, record.status, request);
  if (next.counts.pending == 0) {
    std::fprintf(stderr, "run %lld: nothing is left to run\n",
                 static_cast<long long>(record.summary.id));
    return record.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
  }
  RequireQueue(context);
  restored.source.manifest = ManifestOf(restored.checked);
  restored.source.spec_hash = restored.checked.spec_hash;
  state.history->Reopen(record.summary.id, restored.source, MakeRequest(context, state, command),
                        next);
  return ExecuteRun(
      context, state,
      {standalone::RestoreExecution(restored.checked, record.summary.id, next, *context.clock),
       restored.additions.env, restored.source.working_dir},
      lock);
}

void AddResume(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ResumeFlags>();
  CLI::App* command =
      app.add_subcommand("resume", "Go on with a run: what did not succeed runs again");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->required();
  auto* failed = command->add_flag("--failed-only", flags->failed_only,
                                   "Only what failed; leave out what never ran");
  command
      ->add_option("--from", flags->from,
                   "This job and all behind it run again, what is before it counts as done")
      ->excludes(failed);
  command->add_option("-f,--file", flags->file, "Go on with this manifest; else the one on record");
  command->add_flag("--force", flags->force, "Accept a manifest that has changed");
  DeclareQueue(*command, context);
  command->callback([flags, &context] {
    context.code = Guard([&] { return Resume(context, *flags, "resume"); });
  });
}

void AddRetry(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ResumeFlags>();
  CLI::App* command =
      app.add_subcommand("retry", "Run failed jobs of a run again, and what was blocked by them");
  command->add_option("run", flags->run, "Number of the run, name of its workflow, or 'latest'")
      ->required();
  command->add_option("jobs", flags->jobs, "Names of jobs")->required();
  DeclareQueue(*command, context);
  command->callback([flags, &context] {
    context.code = Guard([&] { return Resume(context, *flags, "retry"); });
  });
}

}  // namespace

void AddResumeCommands(CLI::App& app, Context& context) {
  AddResume(app, context);
  AddRetry(app, context);
}

}  // namespace executioner::cli
