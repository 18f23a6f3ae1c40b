/// \file
/// `executioner resume RUN` and `executioner retry RUN JOBS`: retries of an ended run.
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include "controller/base/display_text.h"
#include "controller/base/error.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/command.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/cli/progress.h"
#include "controller/runs/manifest_diff.h"

namespace executioner::cli {
namespace {

struct ResumeFlags {
  std::string run = {};
  std::string file = {};
  bool failed_only = false;
  bool force = false;
  std::string from = {};
  std::vector<std::string> jobs = {};
  ParamFlags params = {};
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

/// Differences between the recorded manifest and another one; "" if none of them matter.
std::string Differences(const standalone::CheckedObject& before,
                        const standalone::CheckedObject& now) {
  const bool same_work = now.spec_hash == before.spec_hash;
  return (now.object.name == before.object.name
              ? ""
              : "  metadata.name: the run keeps its name, " + before.object.name + "\n") +
         runs::ControlsDiff(before.spec.controls, now.spec.controls) +
         (same_work ? "" : runs::ManifestDiff(before.spec, now.spec));
}

std::string AbsolutePath(const std::string& file) {
  return file == "-" ? "-" : std::filesystem::absolute(file).lexically_normal().string();
}

/// The manifest with which the run continues: the recorded one, unless a file was given. The run's
/// own file is used in its current state; a different file with other contents needs --force.
/// \return the exit code if the run cannot continue
std::optional<int> TakeManifest(const ResumeFlags& flags, runs::Restored& restored) {
  if (flags.file.empty()) {
    return std::nullopt;
  }
  Loaded loaded = LoadManifest(flags.file, restored.additions);
  if (loaded.complaints > 0) {
    return kInvalidManifest;
  }
  // It is unknown to which of several objects the run belongs.
  if (loaded.objects.size() != 1) {
    throw base::ConfigurationError(flags.file, "contains more than one object");
  }
  standalone::CheckedObject& now = loaded.objects.front();
  if (now.object.kind != restored.checked.object.kind) {
    throw base::ConfigurationError(
        flags.file,
        "is a " + now.object.kind + ", but the run is of a " + restored.checked.object.kind);
  }
  const std::string path = AbsolutePath(flags.file);
  const std::string differences = Differences(restored.checked, now);
  if (!differences.empty()) {
    PrintMessage(stderr, flags.file + " differs from the manifest of the run:");
    PrintText(stderr, differences);
    // An edited file of the run itself is what people resume with; another file may be a mistake.
    if (!flags.force && (path == "-" || path != AbsolutePath(restored.source.path))) {
      PrintMessage(stderr, "the run's own file is " + restored.source.path +
                               "; add --force to use this file, or omit --file");
      return kUsage;
    }
  }
  // The history finds a run by its name; a resume never renames it.
  now.object.name = restored.checked.object.name;
  restored.source.path = path;
  restored.checked = std::move(now);
  return std::nullopt;
}

/// Differences between the recorded manifest and the current state of its file.
/// \return nothing if there are none, or the file no longer exists
std::optional<std::string> ChangesOfFile(const runs::Restored& restored) {
  const std::string& path = restored.source.path;
  std::error_code error;
  if (path.empty() || path == "-" || !std::filesystem::is_regular_file(path, error)) {
    return std::nullopt;
  }
  try {
    manifest::Manifest manifest = manifest::ReadManifest(ReadText(path), path);
    if (manifest.errors.empty() && manifest.objects.size() == 1) {
      manifest::ManifestObject& object = manifest.objects.front();
      object.name = object.name.empty() ? NameOfFile(path) : object.name;
      const standalone::CheckedObject now =
          standalone::Check(std::move(object), restored.additions);
      const std::string differences = Differences(restored.checked, now);
      return differences.empty() ? std::nullopt : std::optional(differences);
    }
  } catch (const base::ConfigurationError& fault) {
    return path.ends_with(".json")  // read by another command line: not a manifest
               ? std::nullopt
               : std::optional("  " + base::DisplayLine(fault.what()) + "\n");
  }
  return path.ends_with(".json") ? std::nullopt : std::optional<std::string>("  is not valid\n");
}

/// A run continues with its recorded manifest; warns if its file has changed.
void TellChangedFile(const Context& context, const runs::Restored& restored, std::int64_t run) {
  const auto changes =
      context.log_level <= LogLevel::kWarning ? ChangesOfFile(restored) : std::nullopt;
  if (changes) {
    const std::string number = std::to_string(run);
    PrintMessage(stderr, "warning: " + restored.source.path + " has changed since run " + number +
                             " read it; the run continues with the manifest that it read:");
    PrintText(stderr, *changes);
    PrintMessage(stderr, "to use the current file: executioner resume " + number +
                             HistoryFlag(context) + " -f " + restored.source.path);
  }
}

int Continue(const Context& context, const ResumeFlags& flags, const char* command) {
  const auto runs = OpenRuns(context);
  const runs::TakenRun taken = runs->Take(flags.run);
  const std::int64_t number = taken.record.summary.id;
  runs::Restored restored = runs::RestoreManifest(taken.record, ReadParams(flags.params));
  if (const auto code = TakeManifest(flags, restored)) {
    return *code;
  }
  if (flags.file.empty()) {
    TellChangedFile(context, restored, number);
  }
  const auto run = runs->Reopen(taken, std::move(restored), {RequestOf(flags), command});
  if (!run) {
    PrintMessage(stderr, "run " + std::to_string(number) + ": nothing is left to run");
    return taken.record.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
  }
  return AttendRun(context, *run);
}

int Resume(const Context& context, const ResumeFlags& flags) {
  return Continue(context, flags, "resume");
}

int Retry(const Context& context, const ResumeFlags& flags) {
  return Continue(context, flags, "retry");
}

}  // namespace

void AddResumeCommands(CLI::App& app, Context& context) {
  auto [resume, flags] = AddCommand(
      app, context, "resume", "Continue a run: run the jobs again that did not succeed", Resume);
  DeclareRun(*resume, flags->run);
  auto* failed =
      resume->add_flag("--failed-only", flags->failed_only,
                       "Run only jobs that failed; the run fails as long as others have not run");
  resume
      ->add_option(
          "--from", flags->from,
          "Run only this job and all jobs that depend on it; jobs before it count as done, others "
          "stay as they are")
      ->excludes(failed);
  resume->add_option("-f,--file", flags->file,
                     "Manifest to continue with. Default: the manifest that the run read");
  resume->add_flag("--force", flags->force, "Accept a different file with other contents");
  DeclareParams(*resume, flags->params);
  DeclareQueue(*resume, context);
  auto [retry, retried] =
      AddCommand(app, context, "retry",
                 "Run failed jobs of a run again, and the jobs that they blocked", Retry);
  DeclareRun(*retry, retried->run);
  retry->add_option("jobs", retried->jobs, "Names of jobs")->required();
  DeclareParams(*retry, retried->params);
  DeclareQueue(*retry, context);
}

}  // namespace executioner::cli
