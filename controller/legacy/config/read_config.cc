#include "controller/legacy/config/read_config.h"

#include <algorithm>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/letters.h"
#include "controller/legacy/config/read_job.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_reader.h"

namespace executioner::legacy {
namespace {

using Hints = std::map<std::string, std::string, std::less<>>;

InheritedEnv ReadInherited(KeyReader& keys) {
  using Kind = InheritedEnv::Kind;
  const manifest::Value* const value = keys.Take("inherit_shell_env");
  if (value == nullptr) {
    return {};
  }
  if (const bool* const flag = std::get_if<bool>(&value->data)) {
    return {.kind = *flag ? Kind::kAll : Kind::kNone};
  }
  if (value->Items() != nullptr) {
    return {.kind = Kind::kListed,
            .names = keys.Texts("inherit_shell_env").value_or(std::vector<std::string>{})};
  }
  if (value->Text() == nullptr || *value->Text() != "default") {
    keys.Error("inherit_shell_env", "must be true, false, \"default\" or a list of names");
  }
  return {.kind = Kind::kDefault};
}

std::vector<std::string> ReadRecipients(KeyReader& keys) {
  const manifest::Value* const value = keys.Take("email_address");
  // A list was always possible; a text with commas is what most configurations have.
  if (value != nullptr && value->Items() != nullptr) {
    return keys.Texts("email_address").value_or(std::vector<std::string>{});
  }
  std::vector<std::string> recipients;
  std::string text = keys.Text("email_address").value_or("");
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string one(base::Trimmed(text.substr(0, comma)));
    if (!one.empty()) {
      recipients.push_back(one);
    }
    text.erase(0, comma + 1);
  }
  return recipients;
}

std::optional<std::string> ReadTls(KeyReader& keys) {
  std::optional<std::string> tls = keys.Text("smtp_tls");
  if (tls && *tls != "none" && *tls != "starttls" && *tls != "tls") {
    keys.Error("smtp_tls", R"(must be "starttls", "tls" or "none")");
  }
  return tls;
}

Mail ReadMail(KeyReader& keys) {
  Mail mail{.recipients = ReadRecipients(keys),
            .on_success = keys.Flag("email_on_success").value_or(false),
            .on_failure = keys.Flag("email_on_failure").value_or(true),
            .server = keys.Text("smtp_server").value_or("localhost"),
            .port = keys.Whole("smtp_port", {.least = 1, .most = 65535}).value_or(kSmtpPort),
            .user = keys.Text("smtp_user").value_or(""),
            .password = keys.Text("smtp_password").value_or(""),
            .tls = ReadTls(keys),
            .password_file = keys.Text("smtp_password_file").value_or(""),
            .ca_file = keys.Text("smtp_ca_file").value_or(""),
            .timeout_seconds =
                keys.Whole("smtp_timeout", {.least = 1, .most = 3600}).value_or(kSmtpTimeout)};
  if (!mail.password.empty() && !mail.password_file.empty()) {
    keys.Error("smtp_password_file", "is set together with smtp_password: keep one of them");
  }
  return mail;
}

/// Keys that the old program read and that never had an effect.
void WarnOfInert(KeyReader& keys) {
  for (const char* key : {"security_policy", "security_level", "command_whitelist",
                          "workspace_paths", "command_allowlist_patterns"}) {
    if (keys.Take(key) != nullptr) {
      keys.Warn(key,
                "is ignored, as it always was: no list of forbidden words makes a shell command "
                "safe; in a cluster use securityContext and admission policies");
    }
  }
  // Only false asks for something that does not happen; true says what happens anyway.
  if (!keys.Flag("allow_shell").value_or(true)) {
    keys.Warn("allow_shell", "is ignored, as it always was: each command goes to /bin/sh -c");
  }
  const manifest::Value* const plugins = keys.Take("dependency_plugins");
  const bool are_none = plugins == nullptr || (plugins->Items() && plugins->Items()->empty());
  if (!are_none) {
    keys.Warn("dependency_plugins",
              "is ignored: plugins were loaded but never called, and Python is not supported here");
  }
}

Config ReadAll(KeyReader& keys) {
  static const Hints kHints{
      {"name",
       "there is no such key: 'application_name' names the application; default: the name of "
       "the file"},
      {"continue_on_error", "there is no such key: give --continue-on-error on the command line"},
      {"database", "there is no such key: set EXECUTIONER_STATE_DIR to say where runs are kept"}};
  Config config{
      .application_name = keys.Text("application_name").value_or(""),
      .working_dir = keys.RequiredText("working_dir"),
      .log_dir = keys.Text("log_dir").value_or(""),
      .env = keys.Variables("env_variables"),
      .inherited = ReadInherited(keys),
      .parallel = keys.Flag("parallel").value_or(false),
      // The old program ran one worker where a configuration asked for none or fewer.
      .max_workers = std::max(
          1, keys.Whole("max_workers", {.least = -1'000'000, .most = 100'000}).value_or(1)),
      .default_timeout = ReadTimeout(keys, "default_timeout"),
      .retry = ReadRetry(keys, "default_"),
      .mail = ReadMail(keys)};
  if (keys.Take("jobs") == nullptr) {
    keys.Error("jobs", "is missing");
  }
  for (KeyReader& job : keys.Objects("jobs")) {
    config.jobs.push_back(ReadJob(job));
  }
  WarnOfOverrides(keys, config.env);
  WarnOfInert(keys);
  keys.Finish(kHints);
  return config;
}

/// "7:3" of a byte.
std::string PlaceOfByte(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte == 0 ? 0 : byte - 1);
  const auto line = std::ranges::count(before, '\n') + 1;
  const std::size_t newline = before.rfind('\n');
  const std::size_t column =
      newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return std::to_string(line) + ":" + std::to_string(column);
}

/// JSON is YAML, whose reader knows the place of a key that stands twice and of what is too deep.
std::string PlaceInYaml(std::string_view text) {
  try {
    manifest::ReadYaml(text, "");
  } catch (const base::ConfigurationError& error) {
    return error.Field().starts_with(':') ? error.Field().substr(1) : std::string();
  }
  return {};
}

/// Moves the place of an error of syntax from its message to where it belongs.
void SetSyntaxError(std::string_view text, std::string error, ReadResult& result) {
  constexpr std::string_view kAt = " at byte ";
  const std::size_t at = error.find(kAt);
  if (at == std::string::npos) {
    result.syntax_place = PlaceInYaml(text);
  } else {
    char* end = nullptr;
    // nlohmann counts bytes, editors count lines.
    result.syntax_place =
        PlaceOfByte(text, std::strtoul(error.c_str() + at + kAt.size(), &end, 10));
    error.erase(at, static_cast<std::size_t>(end - error.c_str()) - at);
  }
  result.errors.push_back({.path = "", .message = std::move(error)});
}

/// JSON is YAML, and the reader of YAML knows places; where the two differ there are none.
void AddPlaces(std::string_view text, manifest::Value& root) {
  try {
    std::vector<manifest::Value> documents = manifest::ReadYaml(text, "");
    if (documents.size() == 1) {
      root = std::move(documents.front());
    }
  } catch (const base::ConfigurationError&) {
    return;
  }
}

}  // namespace

std::string ReadResult::PlaceOf(std::string_view path, const std::string& filename) const {
  if (!syntax_place.empty()) {
    return filename + ":" + syntax_place;
  }
  // A key that is missing has no place, so the nearest object around it is named.
  return manifest::PlaceIn(filename, manifest::Nearest(root, path));
}

ReadResult ReadConfig(std::string_view json) {
  ReadResult result;
  manifest::ParsedJson parsed = manifest::ParseJson(json);
  if (!parsed.error.empty()) {
    SetSyntaxError(json, std::move(parsed.error), result);
    return result;
  }
  // Values come from the JSON reader; the YAML reader only adds places to them.
  result.root = parsed.value;
  AddPlaces(json, result.root);
  Findings findings;
  KeyReader keys(parsed.value, "", findings);
  if (parsed.value.Members() != nullptr) {
    result.config = ReadAll(keys);
    CheckJobs(result.config, findings);
  }
  result.errors = findings.errors.List();
  result.warnings = findings.warnings.List();
  return result;
}

}  // namespace executioner::legacy
