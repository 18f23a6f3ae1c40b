#include "controller/manifest/template_codec.h"

#include <array>

#include "controller/domain/validate_parts.h"

namespace executioner::manifest {
namespace {

using domain::CheckKind;
using domain::PodFieldType;

constexpr std::array<std::pair<std::string_view, CheckKind>, 6> kChecks{{
    {"fileExists", CheckKind::kFileExists},
    {"directoryExists", CheckKind::kDirectoryExists},
    {"fileNotEmpty", CheckKind::kFileNotEmpty},
    {"filesMatch", CheckKind::kFilesMatch},
    {"filesLack", CheckKind::kFilesLack},
    {"command", CheckKind::kCommand},
}};

std::vector<domain::EnvVar> ReadEnv(FieldReader& reader) {
  std::vector<domain::EnvVar> env;
  for (FieldReader& item : reader.Objects("env").value_or(std::vector<FieldReader>{})) {
    domain::EnvVar variable{.name = item.RequiredText("name")};
    variable.value = item.Text("value").value_or("");
    variable.value_from = item.Raw("valueFrom", PodFieldType::kObject);
    item.Finish();
    env.push_back(std::move(variable));
  }
  return env;
}

std::vector<domain::Reason> ReadReasons(FieldReader& reader) {
  std::vector<domain::Reason> reasons;
  const auto names = reader.Texts("reasons").value_or(std::vector<std::string>{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::optional<domain::Reason> reason = domain::ParseReason(names[i]);
    if (reason && *reason != domain::Reason::kNone) {
      reasons.push_back(*reason);
    } else {
      reader.Complain(domain::ItemPath("reasons", i),
                      "there is no reason '" + names[i] +
                          "' that an attempt ends for; allowed: " + domain::RetryableNames());
    }
  }
  return reasons;
}

/// The fields that any kind of check has; which of them are known depends on the kind.
domain::Check ReadCheck(FieldReader reader, CheckKind kind) {
  domain::Check check{.kind = kind};
  if (kind == CheckKind::kCommand) {
    check.command = reader.Texts("command").value_or(std::vector<std::string>{});
    check.timeout_seconds = reader.Integer("timeoutSeconds").value_or(check.timeout_seconds);
  } else if (kind == CheckKind::kFilesMatch || kind == CheckKind::kFilesLack) {
    check.glob = reader.RequiredText("glob");
    check.pattern = reader.RequiredText("pattern");
    if (kind == CheckKind::kFilesLack) {
      check.require_match = reader.Boolean("requireMatch").value_or(check.require_match);
    }
  } else {
    check.path = reader.RequiredText("path");
  }
  reader.Finish();
  return check;
}

std::string CheckNames() {
  std::string names;
  for (const auto& [name, kind] : kChecks) {
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

template <class Target, class Source>
void Set(Target& target, const Source& source) {
  if (source) {
    target = *source;
  }
}

}  // namespace

domain::JobTemplate ReadTemplate(FieldReader& reader) {
  domain::JobTemplate work{
      .image = reader.Text("image"),
      .image_pull_policy = reader.Text("imagePullPolicy"),
      .command = reader.Texts("command"),
      .args = reader.Texts("args"),
      .script = reader.Text("script"),
      .shell = reader.Texts("shell"),
      .working_dir = reader.Text("workingDir"),
      .interpolate_env = reader.Boolean("interpolateEnv"),
      .env = ReadEnv(reader),
      .env_from = reader.Raw("envFrom", PodFieldType::kObjectList),
      .resources = reader.Raw("resources", PodFieldType::kObject),
      .volume_mounts = reader.Raw("volumeMounts", PodFieldType::kObjectList),
      .security_context = reader.Raw("securityContext", PodFieldType::kObject),
      .timeout_seconds = reader.Integer("timeoutSeconds"),
      .termination_grace_period_seconds = reader.Integer("terminationGracePeriodSeconds"),
      .pending_timeout_seconds = reader.Integer("pendingTimeoutSeconds")};
  if (auto retry = reader.Child("retry")) {
    work.retry = ReadRetry(std::move(*retry));
  }
  if (auto checks = reader.Objects("preChecks")) {
    work.pre_checks = ReadChecks(std::move(*checks));
  }
  if (auto checks = reader.Objects("postChecks")) {
    work.post_checks = ReadChecks(std::move(*checks));
  }
  if (auto pod = reader.Child("podTemplate")) {
    work.pod_template = ReadPodTemplate(std::move(*pod));
  }
  return work;
}

domain::RetryPolicy ReadRetry(FieldReader reader) {
  domain::RetryPolicy retry;
  Set(retry.limit, reader.Integer("limit"));
  Set(retry.delay_seconds, reader.Integer("delaySeconds"));
  Set(retry.backoff_percent, reader.Integer("backoffPercent"));
  Set(retry.jitter_percent, reader.Integer("jitterPercent"));
  Set(retry.max_delay_seconds, reader.Integer("maxDelaySeconds"));
  retry.max_elapsed_seconds = reader.Integer("maxElapsedSeconds");
  Set(retry.disruptions, reader.Integer("disruptions"));
  if (auto rules = reader.Objects("on")) {
    retry.on.clear();
    for (FieldReader& rule : *rules) {
      retry.on.push_back({.reasons = ReadReasons(rule), .exit_codes = rule.Integers("exitCodes")});
      rule.Finish();
    }
  }
  reader.Finish();
  return retry;
}

std::vector<domain::Check> ReadChecks(std::vector<FieldReader> readers) {
  std::vector<domain::Check> checks;
  for (FieldReader& reader : readers) {
    domain::Check read;
    std::size_t kinds = 0;
    for (const auto& [name, kind] : kChecks) {
      if (auto check = reader.Child(name)) {
        read = ReadCheck(std::move(*check), kind);
        ++kinds;
      }
    }
    reader.Finish();
    if (kinds == 1) {
      checks.push_back(std::move(read));
    } else if (kinds > 1) {
      reader.Complain("",
                      "has " + std::to_string(kinds) + " checks: make each an entry of its own");
    } else if (reader.Names().empty()) {
      reader.Complain("", "must have one of " + CheckNames());
    }
  }
  return checks;
}

domain::PodTemplate ReadPodTemplate(FieldReader reader) {
  domain::PodTemplate pod;
  if (auto metadata = reader.Child("metadata")) {
    pod.labels = metadata->TextMap("labels");
    pod.annotations = metadata->TextMap("annotations");
    metadata->Finish();
  }
  if (auto spec = reader.Child("spec")) {
    for (const std::string& name : spec->Names()) {
      const domain::PodField* const field = domain::FindPodField(name);
      if (field == nullptr) {
        // The validator says that it may not stand here; its value does not count.
        pod.spec.emplace(name, domain::RawJson{"null"});
      } else if (domain::RawJson raw = spec->Raw(name, field->type); !raw.text.empty()) {
        pod.spec.emplace(name, std::move(raw));
      }
    }
  }
  reader.Finish();
  return pod;
}

}  // namespace executioner::manifest
