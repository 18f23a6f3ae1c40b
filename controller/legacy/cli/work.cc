#include "controller/legacy/cli/work.h"

#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "controller/base/error.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/domain/complaints.h"
#include "controller/legacy/cli/log_links.h"
#include "controller/standalone/state.h"

namespace executioner::legacy {
namespace {

/// \return what is wrong with the folder that jobs start in, or nullptr
const char* TroubleWithFolder(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return "does not exist";
  }
  if (!std::filesystem::is_directory(path, error)) {
    return "is not a directory";
  }
  return access(path.c_str(), R_OK | W_OK | X_OK) == 0 ? nullptr
                                                       : "must be readable and writable for you";
}

/// \throws base::ConfigurationError  for a file of the new kind
void RefuseManifest(const std::string& path, const std::string& text) {
  // JSON that is not our configuration is most likely a manifest for 'executioner run'.
  if (text.find("executioner.dev/") != std::string::npos &&
      text.find("apiVersion") != std::string::npos) {
    throw base::ConfigurationError(
        path, "is a manifest, not an old configuration; 'executioner run " + path + "' runs it");
  }
}

std::vector<std::string> IdsOf(const Config& config) {
  std::vector<std::string> ids;
  for (const Job& job : config.jobs) {
    ids.push_back(job.id);
  }
  return ids;
}

standalone::Additions AdditionsOf(const Flags& flags, const Work& work) {
  standalone::Additions additions{.env = work.converted.extra};
  for (const std::string& id : flags.skip) {
    const auto name = work.converted.names.find(id);
    if (name == work.converted.names.end()) {
      throw base::ConfigurationError("--skip", domain::NoSuchJob(id, IdsOf(work.config)));
    }
    additions.skip.push_back(name->second);
  }
  const bool parallel = !flags.sequential && (flags.parallel || work.config.parallel);
  const int workers = flags.workers > 0 ? flags.workers : work.config.max_workers;
  // The old program ran one job at a time unless told otherwise.
  additions.parallelism = parallel ? workers : 1;
  if (flags.continue_on_error) {
    additions.failure_policy = domain::FailurePolicy::kContinue;
  }
  return additions;
}

/// The path of a field of the manifest as the configuration has it.
std::string OldPath(std::string path) {
  static const std::vector<std::pair<std::string_view, std::string_view>> kKeys{
      {"spec.", ""},
      {".dependsOn", ".dependencies"},
      {".preChecks", ".pre_checks"},
      {".postChecks", ".post_checks"},
      {".timeoutSeconds", ".timeout"},
      {".script", ".command"},
      {"defaults.workingDir", "working_dir"}};
  // The user has never seen the manifest, so complaints name the keys of the configuration.
  for (const auto& [now, before] : kKeys) {
    const std::size_t at = path.find(now);
    if (at != std::string::npos && (now != "spec." || at == 0)) {
      path.replace(at, now.size(), before);
    }
  }
  return path;
}

/// \return whether the manifest that the configuration became is valid
bool CheckManifest(const ConfigFile& file, Work& work) {
  manifest::Manifest manifest = manifest::ReadManifest(work.converted.manifest_json, file.path);
  for (const manifest::ManifestError& error : manifest.errors) {
    cli::PrintComplaint("", file.path, "", error.message);
  }
  if (manifest.objects.size() != 1) {
    return false;
  }
  work.checked = standalone::Check(std::move(manifest.objects.front()), work.additions);
  for (domain::Complaint complaint : work.checked.complaints) {
    // Both have a list of jobs in the same order.
    complaint.path = OldPath(std::move(complaint.path));
    Tell(file, "", complaint);
  }
  return work.checked.complaints.empty();
}

}  // namespace

std::string IdOfName(const domain::WorkflowSpec& spec, const std::string& name) {
  for (const domain::JobSpec& job : spec.jobs) {
    if (job.name == name) {
      return IdOf(job);
    }
  }
  return name;
}

void Tell(const ConfigFile& file, const char* kind, const domain::Complaint& complaint) {
  cli::PrintComplaint(file.text, file.read.PlaceOf(complaint.path, file.path), kind,
                      complaint.path + (complaint.path.empty() ? "" : ": ") + complaint.message);
}

std::optional<ConfigFile> ReadConfigFile(const std::string& path) {
  ConfigFile file{.path = path, .text = cli::ReadText(path)};
  file.read = ReadConfig(file.text);
  if (!file.read.errors.empty()) {
    RefuseManifest(path, file.text);
  }
  for (const domain::Complaint& error : file.read.errors) {
    Tell(file, "", error);
  }
  for (const domain::Complaint& warning : file.read.warnings) {
    Tell(file, "warning: ", warning);
  }
  return file.read.errors.empty() ? std::optional(std::move(file)) : std::nullopt;
}

bool TellErrors(const ConfigFile& file, const Converted& converted) {
  for (const domain::Complaint& error : converted.errors) {
    Tell(file, "", error);
  }
  return !converted.errors.empty();
}

std::optional<Work> LoadWork(const cli::Context& context, const Flags& flags) {
  std::optional<ConfigFile> file = ReadConfigFile(flags.config);
  if (!file) {
    return std::nullopt;
  }
  Work work{.config = file->read.config};
  const Surroundings surroundings{.file_stem = std::filesystem::path(flags.config).stem().string(),
                                  .home = standalone::Variable(context.environment, "HOME"),
                                  .environment = context.environment,
                                  .extra = flags.env};
  work.converted = ToManifest(work.config, surroundings);
  if (TellErrors(*file, work.converted)) {
    return std::nullopt;
  }
  // Before the run: otherwise every job would fail for the same reason.
  if (const char* const trouble = TroubleWithFolder(work.converted.working_dir)) {
    Tell(*file, "", {.path = "working_dir", .message = work.converted.working_dir + " " + trouble});
    return std::nullopt;
  }
  work.log_dir = (std::filesystem::path(work.converted.working_dir) /
                  (work.config.log_dir.empty() ? "logs" : work.config.log_dir))
                     .lexically_normal()
                     .string();
  work.log_parts = LogParts(IdsOf(work.config));
  std::vector<domain::Complaint> notes = work.converted.notes;
  domain::Environment variables = VariablesOf(work.config, surroundings);
  // insert() keeps what is there: the configuration wins over the shell.
  variables.insert(context.environment.begin(), context.environment.end());
  work.mail = ReadMailSettings(work.config.mail, variables, work.converted.working_dir, notes);
  for (const domain::Complaint& note : notes) {
    Tell(*file, "warning: ", note);
  }
  work.additions = AdditionsOf(flags, work);
  if (!work.config.jobs.empty() && !CheckManifest(*file, work)) {
    return std::nullopt;
  }
  return work;
}

}  // namespace executioner::legacy
