/// \file
/// The flags of the old command line. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::legacy {

struct Flags {
  std::string config = "jobs_config.json";
  bool sample_config = false;
  bool dry_run = false;
  std::vector<std::string> skip = {};  ///< IDs, each once
  std::vector<domain::EnvVar> env = {};
  bool continue_on_error = false;
  bool parallel = false;
  bool sequential = false;
  int workers = 0;
  std::optional<int> resume_from = std::nullopt;
  bool resume_failed_only = false;
  bool mark_success = false;
  std::optional<int> run = std::nullopt;                ///< -r
  std::vector<std::string> jobs = {};                   ///< -j
  std::optional<std::string> list_runs = std::nullopt;  ///< the application, or ""
  int limit = 100;
  std::optional<int> show_run = std::nullopt;
  bool verbose = false;
  bool debug = false;
  bool visible = false;
  bool yes = false;
};

/// The result of parsing a command line.
struct ParsedFlags {
  Flags flags = {};
  std::optional<int> exit = std::nullopt;  ///< set: exit with this code
};

/// \throws base::ConfigurationError  for an --env that sets nothing
ParsedFlags ParseFlags(const std::vector<std::string>& words);

/// "A=1,B=2" sets two; a part without "=" belongs to the value before it; "K=" sets "".
/// \throws base::ConfigurationError  when the first part has no "=", or no name before it
std::vector<domain::EnvVar> SplitEnv(const std::string& text);

/// \return whether `word` is one of the flags, possibly with its value ("--limit=3", "-cjobs.json")
bool IsFlag(const std::string& word);

}  // namespace executioner::legacy
