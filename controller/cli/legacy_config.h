/// \file
/// An old configuration from a file to something that runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/cli/context.h"
#include "controller/cli/legacy_flags.h"
#include "controller/cli/mail_settings.h"
#include "controller/legacy/config/config.h"
#include "controller/legacy/config/read_config.h"
#include "controller/legacy/config/to_manifest.h"
#include "controller/standalone/begin_run.h"

namespace executioner::cli {

/// A configuration without errors, and what it became.
struct LegacyWork {
  legacy::Config config = {};
  legacy::Converted converted = {};
  standalone::CheckedObject checked = {};  ///< not set when there are no jobs
  standalone::Additions additions = {};
  std::string log_dir = {};                           ///< absolute
  std::map<std::string, std::string> log_parts = {};  ///< id -> what names its log, see LogParts
  MailSettings mail = {};
};

/// An old configuration as it was read.
struct LegacyFile {
  std::string path = {};
  std::string text = {};
  legacy::ReadResult read = {};
};

/// Prints a complaint about a configuration to stderr, with its place and the line it is about.
/// \param kind  "warning: ", or ""
void Tell(const LegacyFile& file, const char* kind, const domain::Complaint& complaint);

/// Reads a configuration and prints what is wrong with it.
/// \return nothing when there are errors
/// \throws base::ConfigurationError  when the file cannot be read
std::optional<LegacyFile> ReadLegacyFile(const std::string& path);

/// Makes a run of the file that the flags name; prints what is wrong.
/// \return nothing when it cannot run
/// \throws base::ConfigurationError
std::optional<LegacyWork> LoadLegacyWork(const Context& context, const LegacyFlags& flags);

/// The value of a variable, or "".
std::string VariableOf(const Context& context, const std::string& name);

/// The id that the configuration has for a job of the manifest.
std::string IdOfName(const domain::WorkflowSpec& spec, const std::string& name);

}  // namespace executioner::cli
