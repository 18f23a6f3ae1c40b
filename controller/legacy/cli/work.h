/// \file
/// An old configuration from a file to something that runs.
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

/// A configuration without errors, and what it became.
struct Work {
  Config config = {};
  Converted converted = {};
  standalone::CheckedObject checked = {};  ///< not set when there are no jobs
  standalone::Additions additions = {};
  std::string log_dir = {};                           ///< absolute
  std::map<std::string, std::string> log_parts = {};  ///< id -> what names its log, see LogParts
  MailSettings mail = {};
};

/// An old configuration as it was read.
struct ConfigFile {
  std::string path = {};
  std::string text = {};
  ReadResult read = {};
};

/// Prints a complaint about a configuration to stderr, with its place and the line it is about.
/// \param kind  "warning: ", or ""
void Tell(const ConfigFile& file, const char* kind, const domain::Complaint& complaint);

/// Prints the errors of a converted configuration. \return whether there are any
bool TellErrors(const ConfigFile& file, const Converted& converted);

/// Reads a configuration and prints what is wrong with it.
/// \return nothing when there are errors
/// \throws base::ConfigurationError  when the file cannot be read
std::optional<ConfigFile> ReadConfigFile(const std::string& path);

/// Makes a run of the file that the flags name; prints what is wrong.
/// \return nothing when it cannot run
/// \throws base::ConfigurationError
std::optional<Work> LoadWork(const cli::Context& context, const Flags& flags);

/// The id that the configuration has for a job of the manifest.
std::string IdOfName(const domain::WorkflowSpec& spec, const std::string& name);

}  // namespace executioner::legacy
