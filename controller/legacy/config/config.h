/// \file
/// A configuration of the old program, as plain values. docs/compatibility.md describes every key.
/// Plain data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::legacy {

// The defaults of the old program's code; its documents were different.
inline constexpr double kDefaultTimeout = 10800;
inline constexpr int kDefaultRetries = 0;
inline constexpr double kDefaultRetryDelay = 30;
inline constexpr double kDefaultBackoff = 1.5;
inline constexpr double kDefaultJitter = 0.1;
inline constexpr double kDefaultRetryTime = 1800;
inline constexpr int kSmtpPort = 587;

/// The old program waited for a mail server without limit.
inline constexpr int kSmtpTimeout = 10;

/// Which variables of the shell a job inherits: `inherit_shell_env`.
struct InheritedEnv {
  enum class Kind {
    kAll,      ///< true
    kNone,     ///< false
    kDefault,  ///< "default": the names of DefaultNames
    kListed,   ///< a list
  };
  Kind kind = Kind::kAll;
  std::vector<std::string> names = {};  ///< for kListed

  bool Passes(std::string_view name) const;
};

/// Returns the 18 names of `inherit_shell_env: "default"`.
const std::vector<std::string>& DefaultNames();

/// The retry keys that were set; the others come from the application, then from the defaults
/// above.
struct Retry {
  std::optional<int> limit = std::nullopt;
  std::optional<double> delay = std::nullopt;  ///< seconds
  std::optional<double> backoff = std::nullopt;
  std::optional<double> jitter = std::nullopt;
  std::optional<double> longest = std::nullopt;  ///< seconds: max_retry_time
  std::optional<std::vector<std::string>> on_status = std::nullopt;
  std::optional<std::vector<int>> on_exit_codes = std::nullopt;
};

enum class CheckKind {
  kFileExists,     ///< check_file_exists
  kNoOraErrors,    ///< check_no_ora_errors: a glob
  kNoOraSpErrors,  ///< check_no_ora_or_sp2_errors: one file
};

struct Check {
  CheckKind kind = CheckKind::kFileExists;
  std::string path = {};
};

struct Job {
  std::string id = {};  ///< any non-empty text
  std::string description = {};
  std::string command = {};
  std::vector<std::string> dependencies = {};
  std::optional<double> timeout = std::nullopt;  ///< seconds
  std::map<std::string, std::string> env = {};
  std::vector<Check> pre_checks = {};
  std::vector<Check> post_checks = {};
  Retry retry = {};
  std::string log_dir = {};
};

/// Recipients and server of mail about the end of a run.
struct Mail {
  std::vector<std::string> recipients = {};
  bool on_success = false;
  bool on_failure = true;
  std::string server = "localhost";
  int port = kSmtpPort;
  std::string user = {};
  std::string password = {};
  // Keys that the old program did not have.
  std::optional<std::string> tls = std::nullopt;  ///< "none", "starttls", "tls"
  std::string password_file = {};
  std::string ca_file = {};
  int timeout_seconds = kSmtpTimeout;
};

struct Config {
  std::string application_name = {};  ///< "": the stem of the file name
  std::string working_dir = {};       ///< as written
  std::string log_dir = {};           ///< "": "logs" below working_dir
  std::map<std::string, std::string> env = {};
  InheritedEnv inherited = {};
  bool parallel = false;
  int max_workers = 1;
  std::optional<double> default_timeout = std::nullopt;
  Retry retry = {};
  Mail mail = {};
  std::vector<Job> jobs = {};
};

}  // namespace executioner::legacy
