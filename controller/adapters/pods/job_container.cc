#include "controller/adapters/pods/job_container.h"

#include "controller/adapters/pods/hardening.h"
#include "controller/adapters/pods/names.h"
#include "controller/adapters/runner/runner_spec.h"
#include "controller/base/error.h"
#include "controller/base/json_span.h"
#include "controller/domain/expand_env.h"
#include "runner/contract/names.h"

namespace executioner::pods {
namespace {

void WriteVariable(std::string_view name, std::string_view value, base::JsonWriter& json) {
  json.BeginObject().Key("name").Text(name).Key("value").Text(value).EndObject();
}

void WriteSpecVariable(const PodDraft& draft, int containers, base::JsonWriter& json) {
  const std::string spec = runner::RunnerSpec(draft.bound.work, {.containers = containers});
  if (spec.size() > static_cast<std::size_t>(runner::kSpecBytes)) {
    throw base::ConfigurationError(
        draft.place, "command, script and checks of job '" + draft.bound.job + "' need " +
                         std::to_string(spec.size()) +
                         " bytes in the pod's environment, and at most " +
                         std::to_string(runner::kSpecBytes) +
                         " fit: put the script into the image or into a ConfigMap that is mounted "
                         "with podTemplate.spec.volumes");
  }
  WriteVariable(runner::kSpecVariable, domain::EscapeDollars(spec), json);
}

/// Our variables come first, so that a user's `$(EXECUTIONER_RUN)` is expanded.
void WriteEnv(const PodDraft& draft, int containers, base::JsonWriter& json) {
  json.Key("env").BeginArray();
  for (const domain::EnvVar& variable : runner::IdentityVariables(draft.bound)) {
    WriteVariable(variable.name, variable.value, json);
  }
  if (draft.uses_runner) {
    WriteSpecVariable(draft, containers, json);
    if (!draft.bound.work.env_from.text.empty()) {  // envFrom could set it otherwise
      WriteVariable(runner::kResultPathVariable, runner::kTerminationLog, json);
    }
  }
  for (const domain::EnvVar& variable : draft.bound.work.env) {
    if (variable.value_from.text.empty()) {
      WriteVariable(variable.name, variable.value, json);
    } else {
      json.BeginObject().Key("name").Text(variable.name);
      json.Key("valueFrom").Raw(variable.value_from.text).EndObject();
    }
  }
  json.EndArray();
}

void WriteCommand(const PodDraft& draft, base::JsonWriter& json) {
  if (draft.uses_runner) {
    json.Key("command").BeginArray().Text(runner::kBinaryPath).EndArray();
    return;
  }
  // Without `command`, the entrypoint of the image runs.
  if (draft.bound.work.args) {
    json.Key("args").BeginArray();
    for (const std::string& argument : *draft.bound.work.args) {
      json.Text(argument);
    }
    json.EndArray();
  }
}

void WriteMounts(const PodDraft& draft, base::JsonWriter& json) {
  const std::string& own = draft.bound.work.volume_mounts.text;
  if (own.empty() && !draft.uses_runner) {
    return;
  }
  json.Key("volumeMounts").BeginArray();
  if (draft.uses_runner) {
    json.BeginObject().Key("name").Text(kRunnerVolume);
    json.Key("mountPath").Text(runner::kMountPath).Key("readOnly").Flag(true).EndObject();
  }
  WriteElements(own, draft.place + ".volumeMounts", json);
  json.EndArray();
}

void WriteIfGiven(std::string_view key, const domain::RawJson& piece, base::JsonWriter& json) {
  if (!piece.text.empty()) {
    json.Key(key).Raw(piece.text);
  }
}

}  // namespace

int WriteElements(const std::string& list, const std::string& place, base::JsonWriter& json) {
  int count = 0;
  const bool is_list = list.empty() || base::ForEachElement(list, [&](std::string_view element) {
                         json.Raw(element);
                         ++count;
                         return true;
                       });
  if (!is_list) {
    throw base::ConfigurationError(place, "must be a list, as in core/v1");
  }
  return count;
}

void WriteJobContainer(const PodDraft& draft, int containers, base::JsonWriter& json) {
  const domain::JobTemplate& work = draft.bound.work;
  json.BeginObject().Key("name").Text(kJobContainer);
  json.Key("image").Text(work.image.value_or(""));
  if (work.image_pull_policy) {
    json.Key("imagePullPolicy").Text(*work.image_pull_policy);
  }
  WriteCommand(draft, json);
  if (work.working_dir) {
    json.Key("workingDir").Text(*work.working_dir);
  }
  WriteEnv(draft, containers, json);
  WriteIfGiven("envFrom", work.env_from, json);
  WriteIfGiven("resources", work.resources, json);
  WriteMounts(draft, json);
  json.Key("securityContext")
      .Raw(HardenContainer(work.security_context.text, draft.place + ".securityContext"));
  json.EndObject();
}

void WriteRunnerContainer(const PodDraft& draft, base::JsonWriter& json) {
  const PodSettings& settings = draft.settings;
  json.BeginObject().Key("name").Text(kRunnerContainer);
  json.Key("image").Text(settings.runner_image);
  if (!settings.runner_pull_policy.empty()) {
    json.Key("imagePullPolicy").Text(settings.runner_pull_policy);
  }
  json.Key("command").BeginArray();
  json.Text(std::string("/") + runner::kBinaryName).Text("install").Text(runner::kMountPath);
  json.EndArray();
  // The same resources as the job: a quota or LimitRange that allows the job then allows the init
  // container too. A pod requests the maximum of both, so it does not grow.
  WriteIfGiven("resources", draft.bound.work.resources, json);
  json.Key("volumeMounts").BeginArray().BeginObject().Key("name").Text(kRunnerVolume);
  json.Key("mountPath").Text(runner::kMountPath).EndObject().EndArray();
  json.Key("securityContext")
      .Raw(R"({"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},)"
           R"("readOnlyRootFilesystem":true,"runAsNonRoot":true})");
  json.EndObject();
}

}  // namespace executioner::pods
