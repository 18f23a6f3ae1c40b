#include "controller/cli/legacy_config.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <unistd.h>

#include "controller/base/error.h"
#include "controller/cli/load_manifest.h"
#include "controller/domain/complaints.h"
#include "controller/domain/dag.h"

namespace executioner::cli {
namespace {

void Print(const std::string& place, const char* kind, const domain::Complaint& complaint) {
  std::fprintf(stderr, "%s: %s%s%s%s\n", place.c_str(), kind, complaint.path.c_str(),
               complaint.path.empty() ? "" : ": ", complaint.message.c_str());
}

void RequireFolder(const std::string& path) {
  std::error_code error;
  const char* what = nullptr;
  if (!std::filesystem::exists(path, error)) {
    what = "does not exist";
  } else if (!std::filesystem::is_directory(path, error)) {
    what = "is not a directory";
  } else if (access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    what = "cannot be read and written by you";
  }
  if (what != nullptr) {
    throw base::ConfigurationError("working_dir", path + " " + what);
  }
}

std::vector<std::string> IdsOf(const legacy::Config& config) {
  std::vector<std::string> ids;
  for (const legacy::Job& job : config.jobs) {
    ids.push_back(job.id);
  }
  return ids;
}

standalone::Additions AdditionsOf(const LegacyFlags& flags, const LegacyWork& work) {
  standalone::Additions additions{.env = flags.env};
  for (const std::string& id : flags.skip) {
    const auto name = work.converted.names.find(id);
    if (name == work.converted.names.end()) {
      throw base::ConfigurationError(
          "--skip", "there is no job '" + id + "'" +
                        domain::DidYouMean(domain::NearestName(id, IdsOf(work.config))));
    }
    additions.skip.push_back(name->second);
  }
  const bool parallel = !flags.sequential && (flags.parallel || work.config.parallel);
  const int workers = flags.workers > 0 ? flags.workers : work.config.max_workers;
  additions.parallelism = parallel ? workers : 1;
  if (flags.continue_on_error) {
    additions.failure_policy = domain::FailurePolicy::kContinue;
  }
  return additions;
}

/// \return whether the manifest that the configuration became is valid
bool CheckManifest(const std::string& path, const legacy::ReadResult& read, LegacyWork& work) {
  manifest::Manifest manifest = manifest::ReadManifest(work.converted.manifest_json, path);
  for (const manifest::ManifestError& error : manifest.errors) {
    std::fprintf(stderr, "%s: %s\n", path.c_str(), error.message.c_str());
  }
  if (manifest.objects.size() != 1) {
    return false;
  }
  work.checked = standalone::Check(std::move(manifest.objects.front()), work.additions);
  for (domain::Complaint complaint : work.checked.complaints) {
    // Both have a list of jobs in the same order.
    if (complaint.path.starts_with("spec.")) {
      complaint.path.erase(0, std::string_view("spec.").size());
    }
    Print(read.PlaceOf(complaint.path, path), "", complaint);
  }
  return work.checked.complaints.empty();
}

}  // namespace

std::string VariableOf(const Context& context, const std::string& name) {
  const auto found = context.environment.find(name);
  return found == context.environment.end() ? std::string() : found->second;
}

std::string IdOfName(const domain::WorkflowSpec& spec, const std::string& name) {
  for (const domain::JobSpec& job : spec.jobs) {
    if (job.name == name) {
      return legacy::IdOf(job);
    }
  }
  return name;
}

std::optional<legacy::ReadResult> ReadLegacyFile(const std::string& path) {
  legacy::ReadResult read = legacy::ReadConfig(ReadText(path));
  for (const domain::Complaint& error : read.errors) {
    Print(read.PlaceOf(error.path, path), "", error);
  }
  for (const domain::Complaint& warning : read.warnings) {
    Print(read.PlaceOf(warning.path, path), "warning: ", warning);
  }
  if (!read.errors.empty()) {
    return std::nullopt;
  }
  return read;
}

std::optional<LegacyWork> LoadLegacyWork(const Context& context, const LegacyFlags& flags) {
  std::optional<legacy::ReadResult> read = ReadLegacyFile(flags.config);
  if (!read) {
    return std::nullopt;
  }
  LegacyWork work{.config = read->config};
  work.converted = legacy::ToManifest(
      work.config, {.file_stem = std::filesystem::path(flags.config).stem().string(),
                    .home = VariableOf(context, "HOME"),
                    .environment = context.environment,
                    .extra = flags.env});
  RequireFolder(work.converted.working_dir);
  work.log_dir = (std::filesystem::path(work.converted.working_dir) /
                  (work.config.log_dir.empty() ? "logs" : work.config.log_dir))
                     .lexically_normal()
                     .string();
  for (const domain::Complaint& note : work.converted.notes) {
    Print(read->PlaceOf(note.path, flags.config), "warning: ", note);
  }
  if (!work.config.mail.recipients.empty()) {
    Print(read->PlaceOf("email_address", flags.config),
          "warning: ", {.path = "email_address", .message = "this version sends no mail"});
  }
  work.additions = AdditionsOf(flags, work);
  if (!work.config.jobs.empty() && !CheckManifest(flags.config, *read, work)) {
    return std::nullopt;
  }
  return work;
}

}  // namespace executioner::cli
