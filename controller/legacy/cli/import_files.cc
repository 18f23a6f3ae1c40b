#include "controller/legacy/cli/import_files.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/legacy/cli/work.h"
#include "controller/legacy/config/job_names.h"
#include "controller/legacy/importers/bash_script.h"
#include "controller/legacy/importers/merge_workflows.h"
#include "controller/legacy/importers/release_notes.h"
#include "controller/standalone/begin_run.h"
#include "controller/standalone/state.h"

namespace executioner::legacy {
namespace {

using Json = nlohmann::ordered_json;

std::string NameOf(const ImportFlags& flags) {
  return flags.name.empty() ? base::Join(flags.files, "-", cli::NameOfFile) : flags.name;
}

bool IsOld(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  // Both may be JSON, but only a manifest names its API version.
  return json.is_object() && !json.contains("apiVersion");
}

using Notes = std::vector<importers::Finding>;

/// An old configuration as a manifest. \return "" when there were complaints
std::string OldAsManifest(const cli::Context& context, const std::string& path, Notes& notes) {
  const std::optional<ConfigFile> file = ReadConfigFile(path);
  if (!file) {
    return {};
  }
  const Converted converted =
      ToManifest(file->read.config, {.file_stem = cli::NameOfFile(path),
                                     .home = standalone::Variable(context.environment, "HOME")});
  const bool is_wrong = TellErrors(*file, converted);
  for (const domain::Complaint& lost : converted.inexpressible) {
    Tell(*file, "", lost);
  }
  for (const domain::Complaint& note : converted.notes) {
    notes.push_back({file->read.PlaceOf(note.path, path), note.path + ": " + note.message});
  }
  return converted.inexpressible.empty() && !is_wrong ? converted.manifest_json : std::string();
}

/// \return nothing when there were complaints
std::optional<manifest::ManifestObject> ReadForMerge(const cli::Context& context,
                                                     const std::string& path, Notes& notes) {
  if (IsOld(cli::ReadText(path))) {
    const std::string json = OldAsManifest(context, path, notes);
    return json.empty() ? std::nullopt
                        : std::optional(manifest::ReadManifest(json, path).objects.at(0));
  }
  cli::Loaded loaded = cli::LoadManifest(path, {});
  if (loaded.complaints > 0) {
    return std::nullopt;
  }
  if (loaded.objects.size() != 1) {
    throw base::ConfigurationError(path, "must contain exactly one object");
  }
  return std::move(loaded.objects.front().object);
}

importers::Imported Merge(const cli::Context& context, const ImportFlags& flags) {
  if (flags.files.size() < 2) {
    throw base::ConfigurationError("--from merge", "needs two files or more");
  }
  std::vector<importers::MergeInput> inputs;
  Notes notes;
  for (const std::string& file : flags.files) {
    if (auto object = ReadForMerge(context, file, notes)) {
      inputs.push_back({std::move(*object), ObjectName(cli::NameOfFile(file))});
    }
  }
  // All files are read first, so that one call shows all complaints.
  if (inputs.size() < flags.files.size()) {
    return {};
  }
  using importers::Prefixes;
  const Prefixes prefixes = flags.prefix == "always"  ? Prefixes::kAlways
                            : flags.prefix == "never" ? Prefixes::kNever
                                                      : Prefixes::kOnConflict;
  importers::Imported merged = importers::MergeWorkflows(inputs, NameOf(flags), prefixes);
  merged.notes.insert(merged.notes.begin(), notes.begin(), notes.end());
  return merged;
}

importers::Imported Import(const cli::Context& context, const ImportFlags& flags) {
  if (flags.from == "merge") {
    return Merge(context, flags);
  }
  if (flags.files.size() != 1) {
    throw base::ConfigurationError("--from " + flags.from, "takes one file");
  }
  const std::string& file = flags.files.front();
  return flags.from == "bash"
             ? importers::FromBashScript(cli::ReadText(file), file, NameOf(flags))
             : importers::FromReleaseNotes(cli::ReadText(file),
                                           {.filename = file,
                                            .name = NameOf(flags),
                                            .log_dir = flags.log_dir,
                                            .critical_check = !flags.no_critical_check});
}

/// \return whether a run of this machine would take it
bool IsValid(const std::string& manifest, const std::string& file) {
  // A mistake of an importer must not reach the user as a manifest that does not run.
  manifest::Manifest read = manifest::ReadManifest(manifest, file);
  const standalone::CheckedObject checked = standalone::Check(std::move(read.objects.at(0)), {});
  for (const domain::Complaint& complaint : checked.complaints) {
    cli::PrintComplaint("", file, "", complaint.path + ": " + complaint.message);
  }
  return checked.complaints.empty();
}

}  // namespace

importers::Imported ImportFiles(const cli::Context& context, const ImportFlags& flags) {
  importers::Imported imported = Import(context, flags);
  for (const importers::Finding& error : imported.errors) {
    cli::PrintComplaint("", error.place, "", error.message);
  }
  if (imported.manifest_json.empty()) {
    return imported;
  }
  if (!flags.image.empty()) {
    Json json = Json::parse(imported.manifest_json);
    for (Json& job : json["spec"]["jobs"]) {
      // emplace() keeps the image of a job that names one.
      job.emplace("image", flags.image);
    }
    imported.manifest_json = json.dump();
  }
  if (!IsValid(imported.manifest_json, flags.files.front())) {
    imported.manifest_json.clear();
  }
  return imported;
}

}  // namespace executioner::legacy
