#include "controller/adapters/runner/runner_spec.h"

#include <algorithm>
#include <array>
#include <vector>

#include "controller/base/json_writer.h"
#include "controller/domain/job_template_fields.h"
#include "runner/contract/names.h"

namespace executioner::runner {
namespace {

constexpr std::array<std::string_view, 6> kCheckKeys{
    "fileExists", "directoryExists", "fileNotEmpty", "filesMatch", "filesLack", "command"};

void WriteTexts(const std::vector<std::string>& texts, base::JsonWriter& json) {
  for (const std::string& text : texts) {
    json.Text(text);
  }
}

void WriteParameters(const domain::Check& check, base::JsonWriter& json) {
  using enum domain::CheckKind;
  switch (check.kind) {
    case kFileExists:
    case kDirectoryExists:
    case kFileNotEmpty: json.Key("path").Text(check.path); break;
    case kFilesLack: json.Key("requireMatch").Flag(check.require_match); [[fallthrough]];
    case kFilesMatch: json.Key("glob").Text(check.glob).Key("pattern").Text(check.pattern); break;
    case kCommand:
      json.Key("command").BeginArray();
      WriteTexts(check.command, json);
      json.EndArray().Key("timeoutSeconds").Number(check.timeout_seconds);
      break;
  }
}

void WriteChecks(std::string_view key, const std::optional<std::vector<domain::Check>>& checks,
                 base::JsonWriter& json) {
  if (!checks || checks->empty()) {
    return;
  }
  json.Key(key).BeginArray();
  for (const domain::Check& check : *checks) {
    json.BeginObject().Key(kCheckKeys.at(static_cast<std::size_t>(check.kind))).BeginObject();
    WriteParameters(check, json);
    json.EndObject().EndObject();
  }
  json.EndArray();
}

void WriteResults(const domain::JobTemplate& work, base::JsonWriter& json) {
  if (!work.results || work.results->empty()) {
    return;
  }
  json.Key("results").BeginArray();
  for (const domain::ResultSpec& result : *work.results) {
    json.BeginObject()
        .Key("name")
        .Text(result.name)
        .Key("type")
        .Text(domain::TextOf(domain::kValueTypes, result.type));
    switch (result.from.source) {
      case domain::ResultSource::kResultsFile: break;
      case domain::ResultSource::kStdout:
        json.Key("from").Text(domain::TextOf(domain::kResultSources, result.from.source));
        break;
      case domain::ResultSource::kFile:
        json.Key("from").BeginObject().Key("file").Text(result.from.file).EndObject();
        break;
    }
    json.EndObject();
  }
  json.EndArray();
}

void WriteWhatRuns(const domain::JobTemplate& work, base::JsonWriter& json) {
  const bool has_args = work.args && !work.args->empty();
  if (work.script && !has_args) {
    if (work.shell) {
      json.Key("shell").BeginArray();
      WriteTexts(*work.shell, json);
      json.EndArray();
    }
    json.Key("script").Text(*work.script);
    return;
  }
  json.Key("command").BeginArray();
  if (work.script) {
    // A script with arguments has no form of its own in the spec: it becomes the shell's command
    // line.
    WriteTexts(work.shell.value_or(std::vector<std::string>{"/bin/sh", "-c"}), json);
    json.Text(*work.script);
  } else {
    WriteTexts(work.command.value_or(std::vector<std::string>{}), json);
  }
  WriteTexts(work.args.value_or(std::vector<std::string>{}), json);
  json.EndArray();
}

}  // namespace

std::size_t TextBytes(const domain::JobTemplate& work) {
  std::size_t bytes = work.script ? work.script->size() : 0;
  const auto add = [&](const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      bytes += text.size();
    }
  };
  for (const auto* texts : {&work.command, &work.args, &work.shell}) {
    if (*texts) {
      add(**texts);
    }
  }
  for (const domain::ResultSpec& result :
       work.results.value_or(std::vector<domain::ResultSpec>{})) {
    bytes += result.name.size() + result.from.file.size();
  }
  for (const auto* checks : {&work.pre_checks, &work.post_checks}) {
    for (const domain::Check& check : checks->value_or(std::vector<domain::Check>{})) {
      bytes += check.path.size() + check.glob.size() + check.pattern.size();
      add(check.command);
    }
  }
  return bytes;
}

std::string RunnerSpec(const domain::JobTemplate& work, const SpecSurroundings& surroundings) {
  base::JsonWriter json;
  json.BeginObject().Key("v").Number(kContractVersion);
  WriteWhatRuns(work, json);
  if (!surroundings.working_dir.empty()) {
    json.Key("workingDir").Text(surroundings.working_dir);
  }
  if (work.timeout_seconds) {
    json.Key("timeoutSeconds").Number(*work.timeout_seconds);
  }
  // The runner needs it although the kubelet enforces it too: it sends KILL itself when the job's
  // own timeout has passed.
  json.Key("graceSeconds")
      .Number(work.termination_grace_period_seconds.value_or(kDefaultGraceSeconds));
  WriteChecks("preChecks", work.pre_checks, json);
  WriteChecks("postChecks", work.post_checks, json);
  WriteResults(work, json);
  if (surroundings.tail_bytes) {
    json.Key("tailBytes").Number(*surroundings.tail_bytes);
  }
  if (surroundings.parent) {
    json.Key("parent").Number(*surroundings.parent);
  }
  if (surroundings.containers > 0) {
    // The number of injected containers is unknown; a share of 1 KiB allows twelve containers in
    // total. Results need all that there may be.
    constexpr int kInDoubt = 1024;
    const bool has_results = work.results && !work.results->empty();
    json.Key("messageBytes")
        .Number(std::clamp(kPodMessageBytes / surroundings.containers, kSmallestMessageBytes,
                           has_results ? kMessageBytes : kInDoubt));
  }
  return json.EndObject().Take();
}

std::vector<domain::EnvVar> IdentityVariables(const domain::ConcreteWork& work) {
  // Part of the API of jobs: scripts of users read these names.
  return {{.name = kWorkflowVariable, .value = work.values.workflow},
          {.name = kJobVariable, .value = work.job},
          {.name = kNamespaceVariable, .value = work.values.ns},
          {.name = kRunVariable, .value = std::to_string(work.values.run)},
          {.name = kAttemptVariable, .value = std::to_string(work.values.attempt)}};
}

}  // namespace executioner::runner
