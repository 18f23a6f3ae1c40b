#include "controller/legacy/cli/convert_command.h"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "controller/base/display_text.h"
#include "controller/base/error.h"
#include "controller/base/join.h"
#include "controller/base/system_error_text.h"
#include "controller/cli/command.h"
#include "controller/cli/load_manifest.h"
#include "controller/cli/print_text.h"
#include "controller/cli/yaml_text.h"
#include "controller/legacy/cli/import_files.h"
#include "controller/legacy/cli/work.h"
#include "controller/legacy/config/from_manifest.h"
#include "controller/standalone/state.h"

namespace executioner::legacy {
namespace {

using Json = nlohmann::ordered_json;

struct ConvertFlags {
  std::string file = {};  ///< the first of `import.files`
  ImportFlags import = {};
  std::string image = {};
  std::string output = {};
  bool lossy = false;
  bool to_json = false;
};

/// A person reads a job from its name.
std::string InReadingOrder(const std::string& manifest) {
  // The converter writes keys in the order of the alphabet.
  Json json = Json::parse(manifest);
  for (Json& job : json["spec"]["jobs"]) {
    Json ordered{{"name", job["name"]}};
    for (const char* key : {"dependsOn", "script", "command"}) {
      if (job.contains(key)) {
        ordered[key] = job[key];
      }
    }
    for (const auto& [key, value] : job.items()) {
      ordered[key] = value;
    }
    job = std::move(ordered);
  }
  return json.dump();
}

std::string Comment(const domain::Complaint& complaint) {
  return "#   " +
         // a comment ends with its line, whatever it quotes
         base::DisplayLine(complaint.path + (complaint.path.empty() ? "" : ": ") +
                           complaint.message) +
         "\n";
}

std::string HeaderLines(const ConvertFlags& flags) {
  const std::string names = base::Join(flags.import.files, ", ", [](const std::string& file) {
    return std::filesystem::path(file).filename().string();
  });
  std::string header = "# Made by 'executioner convert' from " + base::DisplayLine(names) +
                       ".\n# Run it here:  executioner run FILE\n";
  if (!flags.image.empty()) {
    header += "# In a cluster: kubectl apply -f FILE\n";
  }
  return header;
}

std::string Header(const ConvertFlags& flags, const Converted& converted) {
  std::string header = HeaderLines(flags);
  for (const auto& [title, list] : {std::pair{"# Differences:\n", &converted.notes},
                                    std::pair{"# Omitted, because a manifest cannot express it:\n",
                                              &converted.inexpressible}}) {
    header += list->empty() ? "" : title;
    for (const domain::Complaint& complaint : *list) {
      header += Comment(complaint);
    }
  }
  return header;
}

/// \param name  in words
void WriteInto(const std::string& path, const std::string& name, const std::string& text) {
  // Streams do not promise to set it.
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  if (file) {
    file << text;
    file.close();
  }
  if (!file) {
    const int number = errno;
    throw base::ConfigurationError(
        name, "cannot be written" + (number == 0 ? "" : ": " + base::SystemErrorText(number)));
  }
}

void Write(const std::string& path, const std::string& text) {
  if (path.empty() || path == "-") {
    cli::PrintText(stdout, text);
    return;
  }
  // A partly written file must not replace an existing one. Devices, pipes and links are written
  // in place.
  std::error_code error;
  const std::filesystem::file_status target = std::filesystem::symlink_status(path, error);
  if (!std::filesystem::is_regular_file(target)) {
    WriteInto(path, path, text);
    return;
  }
  const std::string aside = path + ".new" + std::to_string(getpid());
  try {
    WriteInto(aside, path, text);
    // rename() replaces the file; its permissions would be those of the new one.
    std::filesystem::permissions(aside, target.permissions());
    std::filesystem::rename(aside, path);
  } catch (const std::exception&) {
    std::filesystem::remove(aside, error);
    throw;
  }
}

void TellLost(const std::string& place, const domain::Complaint& lost) {
  cli::PrintMessage(stderr, place + ": " + lost.path + ": " + lost.message);
}

int Refuse() {
  cli::PrintMessage(stderr, "nothing was written; --lossy omits these");
  return cli::kInvalidManifest;
}

int ConvertBack(const cli::Context& context, const ConvertFlags& flags) {
  const cli::Loaded loaded = cli::LoadManifest(flags.file, {});
  if (loaded.complaints > 0) {
    return cli::kInvalidManifest;
  }
  if (loaded.objects.size() != 1) {
    throw base::ConfigurationError(flags.file, "must contain exactly one object");
  }
  const standalone::CheckedObject& checked = loaded.objects.front();
  const OldText old = FromManifest(checked.spec, checked.object.name, context.working_dir);
  for (const domain::Complaint& lost : old.inexpressible) {
    TellLost(checked.object.PlaceOf(lost.path), lost);
  }
  // What is left out would change what a run does, so a person has to agree.
  if (!flags.lossy && !old.inexpressible.empty()) {
    return Refuse();
  }
  Write(flags.output, base::DisplayText(Json::parse(old.json).dump(2)) + "\n");
  return cli::kSucceeded;
}

int Convert(const cli::Context& context, const ConvertFlags& flags) {
  const std::optional<ConfigFile> file = ReadConfigFile(flags.file);
  if (!file) {
    return cli::kInvalidManifest;
  }
  if (file->read.config.jobs.empty()) {
    throw base::DependencyError(flags.file + ": jobs: is empty, and a Workflow needs a job");
  }
  const Converted converted =
      ToManifest(file->read.config, {.file_stem = std::filesystem::path(flags.file).stem().string(),
                                     .home = standalone::Variable(context.environment, "HOME"),
                                     .image = flags.image});
  if (TellErrors(*file, converted)) {
    return cli::kInvalidManifest;
  }
  if (!flags.lossy && !converted.inexpressible.empty()) {
    for (const domain::Complaint& lost : converted.inexpressible) {
      Tell(*file, "", lost);
    }
    return Refuse();
  }
  Write(flags.output,
        Header(flags, converted) + cli::YamlText(InReadingOrder(converted.manifest_json)));
  return cli::kSucceeded;
}

int ConvertImported(const cli::Context& context, ConvertFlags& flags) {
  // One flag for all ways to convert; only importers take it with the files.
  flags.import.image = flags.image;
  const importers::Imported imported = ImportFiles(context, flags.import);
  if (imported.manifest_json.empty()) {
    return cli::kInvalidManifest;
  }
  std::string header = HeaderLines(flags) + (imported.notes.empty() ? "" : "# Differences:\n");
  for (const importers::Finding& note : imported.notes) {
    header += Comment({.path = note.place, .message = note.message});
  }
  Write(flags.output, header + cli::YamlText(InReadingOrder(imported.manifest_json)));
  return cli::kSucceeded;
}

int ConvertAny(const cli::Context& context, ConvertFlags& flags) {
  flags.file = flags.import.files.front();
  for (const std::string& file : flags.import.files) {
    std::error_code error;
    // Writing would destroy the only copy of the input.
    if (!flags.output.empty() && std::filesystem::equivalent(file, flags.output, error)) {
      throw base::ConfigurationError("--output", flags.output +
                                                     " is the file that is converted; name "
                                                     "another one");
    }
  }
  if (!flags.import.from.empty()) {
    return ConvertImported(context, flags);
  }
  if (flags.import.files.size() > 1) {
    throw base::ConfigurationError("convert", "takes one file; --from merge joins several");
  }
  return flags.to_json ? ConvertBack(context, flags) : Convert(context, flags);
}

/// A flag that changes nothing was meant for something else.
/// \throws base::ConfigurationError
void RefuseIdleFlags(const CLI::App& command, const ConvertFlags& flags) {
  const auto refuse = [&](const char* flag, bool has_effect, const std::string& why) {
    if (command.count(flag) > 0 && !has_effect) {
      throw base::ConfigurationError(flag, why);
    }
  };
  const std::string& from = flags.import.from;
  const std::string only = "has an effect only with --from";
  refuse("--name", !from.empty(), only);
  refuse("--prefix", from == "merge", only + " merge");
  refuse("--log-dir", from == "release-notes", only + " release-notes");
  refuse("--no-critical-check", from == "release-notes", only + " release-notes");
  refuse("--to-json", from.empty(), "has no effect with --from");
  refuse("--lossy", from.empty(), "has no effect with --from");
  refuse("--image", !flags.to_json, "has no effect with --to-json");
}

void DeclareImport(CLI::App& command, ImportFlags& flags) {
  command.add_option("files", flags.files, "Configuration in JSON; - is stdin")->required();
  command
      .add_option("--from", flags.from,
                  "What the files are, if not a configuration: a shell script (bash), several "
                  "manifests or\n"
                  "configurations to join (merge), notes of an Oracle release (release-notes)")
      ->check(cli::OneOf({"bash", "merge", "release-notes"}));
  command.add_option("--name", flags.name,
                     "With --from: name of the Workflow. Default: the name of the file");
  command
      .add_option("--prefix", flags.prefix,
                  "With --from merge: when jobs get the name of their file as a prefix")
      ->check(cli::OneOf({"conflict", "always", "never"}))
      ->capture_default_str();
  command.add_option(
      "--log-dir", flags.log_dir,
      "With --from release-notes: folder of the logs that must not contain ORA- errors");
  command.add_flag("--no-critical-check", flags.no_critical_check,
                   "With --from release-notes: continue after a line with CRITICAL");
}

}  // namespace

void AddConvertCommand(CLI::App& app, cli::Context& context) {
  auto flags = std::make_shared<ConvertFlags>();
  CLI::App* command =
      app.add_subcommand("convert", "Turn a configuration of the old program into a manifest");
  DeclareImport(*command, flags->import);
  command->add_option("--image", flags->image, "Container image of all jobs, to run in a cluster");
  command->add_option("-o,--output", flags->output, "File to write. Default: stdout");
  command->add_flag("--lossy", flags->lossy, "Omit what a manifest cannot express, and list it");
  command->add_flag("--to-json", flags->to_json, "Convert a manifest into a configuration instead");
  command->footer(
      "Exit code: 0 converted, 2 wrong usage, 3 the configuration is invalid or contains what a\n"
      "manifest cannot express.\n\n"
      "  executioner convert nightly.json --image busybox:1.36 -o nightly.yaml\n"
      "  executioner convert --from bash nightly.sh -o nightly.yaml\n"
      "  executioner convert --from merge load.yaml report.json --name nightly -o nightly.yaml\n"
      "  executioner convert --from release-notes notes.txt --log-dir /u01/logs -o release.yaml\n");
  command->callback([flags, command, &context] {
    context.code = cli::Guard([&] {
      RefuseIdleFlags(*command, *flags);
      return ConvertAny(context, *flags);
    });
  });
}

}  // namespace executioner::legacy
