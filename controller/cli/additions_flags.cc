#include "controller/cli/additions_flags.h"

#include <algorithm>

#include "controller/base/error.h"
#include "controller/cli/command.h"
#include "controller/cli/load_manifest.h"
#include "controller/domain/value_text.h"
#include "controller/domain/workflow_fields.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_reader.h"
#include "controller/runs/hidden_values.h"

namespace executioner::cli {
namespace {

/// For a shell, with quotes only where it needs them.
std::string Quoted(const std::string& word) {
  const bool plain = std::ranges::all_of(word, [](char letter) {
    return IsVariableName(std::string("_") + letter) ||
           std::string_view("=,.:/@%+-").find(letter) != std::string_view::npos;
  });
  if (plain) {
    return word;
  }
  std::string quoted = "'";
  for (const char letter : word) {
    quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  }
  return quoted + "'";
}

}  // namespace

bool IsVariableName(std::string_view name) {
  return !name.empty() && (name.front() < '0' || name.front() > '9') &&
         std::ranges::all_of(name, [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                  (letter >= '0' && letter <= '9') || letter == '_';
         });
}

void DeclareParams(CLI::App& command, ParamFlags& flags) {
  command
      .add_option("-p,--param", flags.params,
                  "Value NAME=VALUE of a param; may be repeated; a List or an Object is JSON")
      ->allow_extra_args(false);
  command.add_option("--params-file", flags.file,
                     "YAML or JSON file with values of params by name; -p wins; - is stdin");
}

std::vector<standalone::GivenParam> ReadParams(const ParamFlags& flags) {
  std::vector<standalone::GivenParam> params;
  if (!flags.file.empty()) {
    const std::vector<manifest::Value> documents =
        manifest::ReadYaml(ReadText(flags.file), flags.file);
    if (documents.size() != 1 || documents.front().Members() == nullptr) {
      throw base::ConfigurationError(flags.file, "must hold one map of params, NAME: VALUE");
    }
    for (const auto& [name, value] : *documents.front().Members()) {
      params.push_back({.name = name, .json = manifest::CanonicalJson(value)});
    }
  }
  for (const std::string& text : flags.params) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw base::ConfigurationError("-p", "'" + runs::HideValue(text) + "' is not NAME=VALUE");
    }
    params.push_back({.name = text.substr(0, equals), .text = text.substr(equals + 1)});
  }
  return params;
}

void DeclareAdditions(CLI::App& command, AdditionsFlags& flags) {
  DeclareParams(command, flags.params);
  command.add_option("--skip", flags.skip, "Job to skip; may be repeated or separated by commas")
      ->delimiter(',');
  command
      .add_option("--env", flags.env,
                  "Variable NAME=VALUE of every job; may be repeated; overrides the manifest")
      ->allow_extra_args(false);
  command
      .add_option("--parallelism", flags.parallelism,
                  "Maximum number of jobs at once; 0: no limit. Default: spec.parallelism, or the "
                  "number of processors for jobs of this machine")
      ->check(CLI::Range(0, 100'000));
  command
      .add_option("--failure-policy", flags.failure_policy,
                  "FinishRunning, CancelRunning or Continue. Default: spec.failurePolicy, or "
                  "FinishRunning")
      ->check(OneOf({"FinishRunning", "CancelRunning", "Continue"}));
}

void RequireNotOurs(const std::string& name) {
  if (name.starts_with(domain::kReservedEnvPrefix)) {
    throw base::ConfigurationError("--env", name + ": names that begin with " +
                                                std::string(domain::kReservedEnvPrefix) +
                                                " are reserved");
  }
}

standalone::Additions MakeAdditions(const AdditionsFlags& flags) {
  standalone::Additions additions{.skip = flags.skip, .params = ReadParams(flags.params)};
  additions.parallelism = flags.parallelism;
  additions.failure_policy = domain::ValueOf(domain::kFailurePolicies, flags.failure_policy);
  for (const std::string& text : flags.env) {
    // Only the first '=' separates: values hold any text.
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos || !IsVariableName(name)) {
      throw base::ConfigurationError("--env", "'" + runs::HideValue(text) + "' is not NAME=VALUE");
    }
    RequireNotOurs(name);
    additions.env.push_back({.name = name, .value = text.substr(equals + 1)});
  }
  return additions;
}

std::string AdditionsText(const standalone::Additions& additions) {
  std::string text;
  const auto add = [&](const char* flag, const std::string& value) {
    text += (text.empty() ? "" : " ") + std::string(flag) + " " + Quoted(value);
  };
  for (const std::string& job : additions.skip) {
    add("--skip", job);
  }
  if (additions.parallelism) {
    add("--parallelism", std::to_string(*additions.parallelism));
  }
  if (additions.failure_policy) {
    add("--failure-policy",
        std::string(domain::TextOf(domain::kFailurePolicies, *additions.failure_policy)));
  }
  for (const domain::EnvVar& variable : additions.env) {
    add("--env", variable.name + "=" + variable.value);
  }
  for (const standalone::GivenParam& param : additions.params) {
    add("-p",
        param.name + "=" + (param.json.empty() ? param.text : domain::TextOfValue(param.json)));
  }
  return text.empty() ? "none" : text;
}

}  // namespace executioner::cli
