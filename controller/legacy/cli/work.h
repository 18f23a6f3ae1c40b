/// \file
/// Loads an old configuration and converts it to a run.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/cli/context.h"
#include "controller/legacy/cli/flags.h"
#include "controller/legacy/cli/mail_settings.h"
#include "controller/legacy/config/config.h"
#include "controller/legacy/config/read_config.h"
#include "controller/legacy/config/to_manifest.h"
#include "controller/standalone/begin_run.h"

namespace executioner::legacy {

/// A configuration without errors, and the converted Workflow.
struct Work {
  Config config = {};
  Converted converted = {};
  standalone::CheckedObject checked = {};  ///< not set if there are no jobs
  standalone::Additions additions = {};
  std::string log_dir = {};  ///< absolute
  std::map<std::string, std::string> log_parts =
      {};  ///< ID to the part of its log's name, see LogParts
  MailSettings mail = {};
};

/// An old configuration that was read from a file.
struct ConfigFile {
  std::string path = {};
  std::string text = {};
  ReadResult read = {};
};

/// Prints a complaint about a configuration to stderr, with its place and line.
/// \param kind  "warning: ", or ""
void Tell(const ConfigFile& file, const char* kind, const domain::Complaint& complaint);

/// Prints the errors of a converted configuration. \return whether there are any
bool TellErrors(const ConfigFile& file, const Converted& converted);

/// Reads a configuration and prints its errors.
/// \return nothing if there are errors
/// \throws base::ConfigurationError  if the file cannot be read
std::optional<ConfigFile> ReadConfigFile(const std::string& path);

/// Loads and converts the file that the flags name; prints errors.
/// \return nothing if it cannot run
/// \throws base::ConfigurationError
std::optional<Work> LoadWork(const cli::Context& context, const Flags& flags);

/// Returns the ID of a job of the manifest in the configuration.
std::string IdOfName(const domain::WorkflowSpec& spec, const std::string& name);

}  // namespace executioner::legacy
