#include "controller/adapters/pods/pod_builder.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "controller/adapters/pods/hardening.h"
#include "controller/adapters/pods/job_container.h"
#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_name.h"
#include "controller/domain/kind.h"
#include "controller/domain/pod_fields.h"
#include "runner/contract/names.h"

namespace executioner::pods {
namespace {

/// Additional time before the kubelet kills the pod, so that the runner can write its last words.
constexpr int kExtraGraceSeconds = 5;
/// Margin of the backstop for other work of the node.
constexpr int kBackstopMarginSeconds = 30;

AttemptId IdOf(const domain::ConcreteWork& work) {
  return {.run = work.values.run, .attempt = work.values.attempt};
}

/// Adds a user's entries, except those that the controller sets.
void WriteUserEntries(const std::map<std::string, std::string>& entries, base::JsonWriter& json) {
  for (const auto& [name, value] : entries) {
    if (!IsOwnKey(name)) {
      json.UserKey(name).Text(value);
    }
  }
}

void WriteLabels(const PodDraft& draft, base::JsonWriter& json) {
  json.Key("labels").BeginObject();
  WriteOwnLabels(draft.owner, draft.bound.job, IdOf(draft.bound), json);
  WriteUserEntries(draft.bound.work.pod_template.labels, json);
  json.EndObject();
}

void WriteMetadata(const PodDraft& draft, base::JsonWriter& json) {
  const Owner& owner = draft.owner;
  json.Key("metadata").BeginObject();
  json.Key("name").Text(PodName(owner, draft.bound.job, IdOf(draft.bound)));
  json.Key("namespace").Text(owner.ns);
  WriteLabels(draft, json);
  json.Key("annotations").BeginObject().Key(kSpecHashAnnotation).Text(draft.bound.spec_hash);
  WriteUserEntries(draft.bound.work.pod_template.annotations, json);
  json.EndObject();
  // Keeps the pod, even if somebody deletes it, until its outcome is recorded.
  json.Key("finalizers").BeginArray().Text(kRecordFinalizer).EndArray();
  json.Key("ownerReferences").BeginArray().Raw(OwnReference(owner)).EndArray().EndObject();
}

const std::string& TemplateField(const PodDraft& draft, const std::string& name) {
  static const std::string kAbsent;
  const auto& spec = draft.bound.work.pod_template.spec;
  const auto found = spec.find(name);
  return found == spec.end() ? kAbsent : found->second.text;
}

std::string TemplatePlace(const PodDraft& draft, const std::string& name) {
  return draft.place + ".podTemplate.spec." + name;
}

bool CopiesRunner(const PodDraft& draft) {
  return draft.uses_runner && draft.settings.injection == RunnerInjection::kInitContainer;
}

/// \return the number of containers before the job's
int WriteInitContainers(const PodDraft& draft, base::JsonWriter& json) {
  const std::string& own = TemplateField(draft, "initContainers");
  const bool copies = CopiesRunner(draft);
  if (!copies && own.empty()) {
    return 0;
  }
  json.Key("initContainers").BeginArray();
  if (copies) {
    WriteRunnerContainer(draft, json);
  }
  const int count = WriteElements(own, TemplatePlace(draft, "initContainers"), json);
  json.EndArray();
  return count + (copies ? 1 : 0);
}

void WriteVolumes(const PodDraft& draft, base::JsonWriter& json) {
  const std::string& own = TemplateField(draft, "volumes");
  if (own.empty() && !draft.uses_runner) {
    return;
  }
  json.Key("volumes").BeginArray();
  if (draft.uses_runner) {
    json.BeginObject().Key("name").Text(kRunnerVolume);
    if (draft.settings.injection == RunnerInjection::kImageVolume) {
      json.Key("image").BeginObject().Key("reference").Text(draft.settings.runner_image);
      if (!draft.settings.runner_pull_policy.empty()) {
        json.Key("pullPolicy").Text(draft.settings.runner_pull_policy);
      }
      json.EndObject();
    } else {
      json.Key("emptyDir").BeginObject().EndObject();
    }
    json.EndObject();
  }
  WriteElements(own, TemplatePlace(draft, "volumes"), json);
  json.EndArray();
}

std::int64_t CheckSeconds(const std::optional<std::vector<domain::Check>>& checks) {
  std::int64_t seconds = 0;
  for (const domain::Check& check : checks.value_or(std::vector<domain::Check>{})) {
    seconds += check.kind == domain::CheckKind::kCommand ? check.timeout_seconds : 0;
  }
  return seconds;
}

/// Returns the deadline of the pod, in case the runner cannot enforce the job's timeout. It
/// includes the time before the start.
std::int64_t BackstopSeconds(const domain::ConcreteWork& bound, int grace) {
  const domain::JobTemplate& work = bound.work;
  const std::int64_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(bound.pending_timeout).count() +
      CheckSeconds(work.pre_checks) + CheckSeconds(work.post_checks) +
      work.timeout_seconds.value_or(0) + grace + kBackstopMarginSeconds;
  return std::min<std::int64_t>(seconds, std::numeric_limits<std::int32_t>::max());
}

/// Writes the allowed fields that are passed on unchanged.
void WriteTemplateFields(const PodDraft& draft, base::JsonWriter& json) {
  for (const auto& [name, value] : draft.bound.work.pod_template.spec) {
    const bool merged = name == "volumes" || name == "initContainers" || name == "securityContext";
    if (!merged && domain::FindPodField(name)) {
      json.Key(name).Raw(value.text);
    }
  }
}

void WriteSpec(const PodDraft& draft, base::JsonWriter& json) {
  const domain::JobTemplate& work = draft.bound.work;
  const int grace = work.termination_grace_period_seconds.value_or(runner::kDefaultGraceSeconds);
  json.Key("spec").BeginObject();
  // Retries need new pods: a kubelet that restarts the container would overwrite logs and last
  // words.
  json.Key("restartPolicy").Text("Never");
  // Otherwise the variables of all Services of the namespace would be in the job's environment, and
  // could exceed the limit of execve(2).
  json.Key("enableServiceLinks").Flag(false);
  if (TemplateField(draft, "automountServiceAccountToken").empty()) {
    json.Key("automountServiceAccountToken").Flag(false);
  }
  json.Key("terminationGracePeriodSeconds").Number(std::int64_t{grace} + kExtraGraceSeconds);
  if (draft.uses_runner && work.timeout_seconds) {
    json.Key("activeDeadlineSeconds").Number(BackstopSeconds(draft.bound, grace));
  }
  json.Key("securityContext")
      .Raw(HardenPod(TemplateField(draft, "securityContext"),
                     TemplatePlace(draft, "securityContext")));
  WriteTemplateFields(draft, json);
  const int before = WriteInitContainers(draft, json);
  json.Key("containers").BeginArray();
  WriteJobContainer(draft, before + 1, json);
  json.EndArray();
  WriteVolumes(draft, json);
  json.EndObject();
}

}  // namespace

void WriteOwnLabels(const Owner& owner, std::string_view job, AttemptId id,
                    base::JsonWriter& json) {
  json.Key(kNameLabel).Text(kNameLabelValue);
  json.Key(kManagedByLabel).Text(kManagedByLabelValue);
  if (!domain::KindOf(owner.kind).single) {
    json.Key(kWorkflowLabel).Text(owner.name);
  }
  json.Key(kJobLabel).Text(job);
  json.Key(kOwnerUidLabel).Text(owner.uid);
  json.Key(kRunLabel).Text(std::to_string(id.run));
  json.Key(kAttemptLabel).Text(std::to_string(id.attempt));
}

std::string OwnReference(const Owner& owner) {
  base::JsonWriter json;
  json.BeginObject().Key("apiVersion").Text(kApiVersion).Key("kind").Text(owner.kind);
  json.Key("name").Text(owner.name).Key("uid").Text(owner.uid);
  json.Key("controller").Flag(true).Key("blockOwnerDeletion").Flag(true);
  return json.EndObject().Take();
}

std::string BuildPod(const Owner& owner, const domain::ConcreteWork& work,
                     const PodSettings& settings) {
  const PodDraft draft{.owner = owner,
                       .bound = work,
                       .settings = settings,
                       .place = domain::KindOf(owner.kind).single
                                    ? "spec"
                                    : "spec.jobs[" + std::to_string(work.node.Index()) + "]",
                       .uses_runner = work.work.HasCommand()};
  base::JsonWriter json;
  json.BeginObject().Key("apiVersion").Text("v1").Key("kind").Text("Pod");
  WriteMetadata(draft, json);
  WriteSpec(draft, json);
  std::string pod = json.EndObject().Take();
  // The complete pod is checked, so that no part of a manifest can bypass the limits.
  CheckLimits(pod, settings.limits,
              {.place = draft.place,
               .own_volumes = draft.uses_runner ? 1 : 0,
               .own_init_containers = CopiesRunner(draft) ? 1 : 0});
  return pod;
}

}  // namespace executioner::pods
