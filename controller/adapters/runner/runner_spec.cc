#include "controller/adapters/runner/runner_spec.h"

#include <algorithm>
#include <array>
#include <vector>

#include "controller/base/json_writer.h"
#include "runner/contract/names.h"

namespace executioner::runner {
namespace {

constexpr std::array<std::string_view, 6> kCheckKeys{
    "fileExists", "directoryExists", "fileNotEmpty", "filesMatch", "filesLack", "command"};

/// Writes texts of a user, references replaced.
class SpecWriter {
 public:
  explicit SpecWriter(const domain::Lookup& lookup) : lookup_(lookup) {}

  base::JsonWriter& Json() { return json_; }

  void Text(std::string_view text) {
    if (text.find('$') == std::string_view::npos) {
      json_.Text(text);
    } else {
      json_.Text(domain::Join(domain::Substitute(text, lookup_)));
    }
  }

  void Texts(const std::optional<std::vector<std::string>>& texts) {
    for (const std::string& text : texts.value_or(std::vector<std::string>{})) {
      Text(text);
    }
  }

  void Checks(std::string_view key, const std::optional<std::vector<domain::Check>>& checks) {
    if (!checks || checks->empty()) {
      return;
    }
    json_.Key(key).BeginArray();
    for (const domain::Check& check : *checks) {
      const std::string_view type = kCheckKeys.at(static_cast<std::size_t>(check.kind));
      json_.BeginObject().Key(type).BeginObject();
      Parameters(check);
      json_.EndObject().EndObject();
    }
    json_.EndArray();
  }

 private:
  void Member(std::string_view key, std::string_view text) {
    json_.Key(key);
    Text(text);
  }

  void Parameters(const domain::Check& check) {
    using enum domain::CheckKind;
    switch (check.kind) {
      case kFileExists:
      case kDirectoryExists:
      case kFileNotEmpty: Member("path", check.path); break;
      case kFilesLack: json_.Key("requireMatch").Flag(check.require_match); [[fallthrough]];
      case kFilesMatch:
        Member("glob", check.glob);
        Member("pattern", check.pattern);
        break;
      case kCommand:
        json_.Key("command").BeginArray();
        Texts(check.command);
        json_.EndArray().Key("timeoutSeconds").Number(check.timeout_seconds);
        break;
    }
  }

  const domain::Lookup& lookup_;  // borrowed for one spec
  base::JsonWriter json_ = {};
};

/// A script with arguments has no form of its own in the spec: it becomes the shell's command line.
void WriteScriptCommand(const domain::JobTemplate& work, SpecWriter& spec) {
  spec.Json().Key("command").BeginArray();
  for (const std::string& part : work.shell.value_or(std::vector<std::string>{"/bin/sh", "-c"})) {
    spec.Json().Text(part);
  }
  spec.Json().Text(*work.script);
  spec.Texts(work.args);
  spec.Json().EndArray();
}

void WriteScript(const domain::JobTemplate& work, base::JsonWriter& json) {
  if (work.shell) {
    json.Key("shell").BeginArray();
    for (const std::string& part : *work.shell) {
      json.Text(part);
    }
    json.EndArray();
  }
  json.Key("script").Text(*work.script);
}

void WriteWhatRuns(const domain::JobTemplate& work, SpecWriter& spec) {
  const bool has_args = work.args && !work.args->empty();
  if (work.script && has_args) {
    WriteScriptCommand(work, spec);
  } else if (work.script) {
    WriteScript(work, spec.Json());
  } else {
    spec.Json().Key("command").BeginArray();
    spec.Texts(work.command);
    spec.Texts(work.args);
    spec.Json().EndArray();
  }
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
  for (const auto* checks : {&work.pre_checks, &work.post_checks}) {
    for (const domain::Check& check : checks->value_or(std::vector<domain::Check>{})) {
      bytes += check.path.size() + check.glob.size() + check.pattern.size();
      add(check.command);
    }
  }
  return bytes;
}

bool UsesRunner(const domain::JobTemplate& work) {
  return work.command.has_value() || work.script.has_value();
}

std::string RunnerSpec(const domain::JobTemplate& work, const domain::Lookup& lookup,
                       const SpecSurroundings& surroundings) {
  SpecWriter spec(lookup);
  base::JsonWriter& json = spec.Json();
  json.BeginObject().Key("v").Number(kContractVersion);
  WriteWhatRuns(work, spec);
  if (!surroundings.working_dir.empty()) {
    json.Key("workingDir").Text(surroundings.working_dir);
  }
  if (work.timeout_seconds) {
    json.Key("timeoutSeconds").Number(*work.timeout_seconds);
  }
  json.Key("graceSeconds")
      .Number(work.termination_grace_period_seconds.value_or(kDefaultGraceSeconds));
  spec.Checks("preChecks", work.pre_checks);
  spec.Checks("postChecks", work.post_checks);
  if (surroundings.tail_bytes) {
    json.Key("tailBytes").Number(*surroundings.tail_bytes);
  }
  if (surroundings.parent) {
    json.Key("parent").Number(*surroundings.parent);
  }
  if (surroundings.containers > 0) {
    // The number of injected containers is unknown; a share of 1 KiB allows twelve containers in
    // total.
    constexpr int kInDoubt = 1024;
    json.Key("messageBytes")
        .Number(std::clamp(kPodMessageBytes / surroundings.containers, kSmallestMessageBytes,
                           kInDoubt));
  }
  return json.EndObject().Take();
}

std::string EscapeForKubelet(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + 16);
  for (const char letter : text) {
    escaped.append(letter == '$' ? 2 : 1, letter);
  }
  return escaped;
}

}  // namespace executioner::runner
