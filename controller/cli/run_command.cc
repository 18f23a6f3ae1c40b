/// \file
/// `executioner run FILE`: here and now.
#include <cstdio>
#include <filesystem>

#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/cli/additions_flags.h"
#include "controller/cli/command.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/cli/progress.h"

namespace executioner::cli {
namespace {

struct RunFlags {
  std::string file = {};
  std::string working_dir = {};
  bool strict = false;
  AdditionsFlags additions = {};
};

/// \return whether the run may begin
bool TellIgnored(const standalone::CheckedObject& checked, const RunFlags& flags, LogLevel level) {
  const std::string fields = base::Join(standalone::IgnoredFields(checked.spec));
  if (!fields.empty() && (flags.strict || level <= LogLevel::kWarning)) {
    PrintMessage(stderr, flags.file + ": " +
                             (flags.strict ? "error: --strict refuses fields that need a cluster: "
                                           : "fields that need a cluster are ignored: ") +
                             fields);
  }
  return fields.empty() || !flags.strict;
}

/// \throws base::ConfigurationError  if it is not a folder
std::string WorkingDir(const Context& context, const RunFlags& flags) {
  if (flags.working_dir.empty()) {
    return context.working_dir;
  }
  std::error_code error;
  if (!std::filesystem::is_directory(flags.working_dir, error)) {
    throw base::ConfigurationError("--working-dir", flags.working_dir + " is not a directory");
  }
  return std::filesystem::absolute(flags.working_dir).lexically_normal().string();
}

int Run(const Context& context, const RunFlags& flags) {
  const standalone::Additions additions = MakeAdditions(flags.additions);
  const Loaded loaded = LoadManifest(flags.file, additions);
  if (loaded.complaints > 0) {
    return kInvalidManifest;
  }
  if (loaded.objects.size() != 1) {
    throw base::ConfigurationError(flags.file, "holds " + std::to_string(loaded.objects.size()) +
                                                   " objects, but a run takes one; split the file");
  }
  const standalone::CheckedObject& checked = loaded.objects.front();
  // Before anything is recorded: a run that may not begin leaves no trace.
  if (!TellIgnored(checked, flags, context.log_level)) {
    return kInvalidManifest;
  }
  const std::string working_dir = WorkingDir(context, flags);
  const auto runs = OpenRuns(context);
  const auto run = runs->Start(
      checked, {.path = flags.file == "-" ? "-" : std::filesystem::absolute(flags.file).string(),
                .working_dir = working_dir,
                .additions = additions});
  return AttendRun(context, *run);
}

}  // namespace

void AddRunCommand(CLI::App& app, Context& context) {
  auto [command, flags] = AddCommand(app, context, "run", "Run a manifest on this machine", Run);
  command->add_option("file", flags->file, "Manifest with one Workflow or Job; - is stdin")
      ->required();
  command->add_option("--working-dir", flags->working_dir,
                      "Directory of jobs that have no workingDir. Default: the current directory");
  command->add_flag("--strict", flags->strict, "Reject fields that need a cluster");
  DeclareAdditions(*command, flags->additions);
  DeclareQueue(*command, context);
  command->footer(
      "Exit code: 0 the run succeeded, 1 it failed, 2 wrong usage, 3 invalid manifest,\n"
      "5 the history cannot be reached, 130 or 143 interrupted.\n\n"
      "  executioner run etl.yaml\n"
      "  executioner run etl.yaml -p day=2026-11-24 --skip clean\n"
      "  executioner run etl.yaml --queue redis://localhost  # executioner worker runs its jobs\n");
}

}  // namespace executioner::cli
