#include "controller/manifest/json_codec.h"

#include <array>
#include <utility>

#include "controller/manifest/json_text.h"
#include "controller/manifest/spec_hash.h"
#include "controller/manifest/template_codec.h"

namespace executioner::manifest {
namespace {

using domain::CancelMode;
using domain::FailurePolicy;
using domain::Trigger;

template <class Word>
using WordOf = std::pair<std::string_view, Word>;

constexpr std::array<WordOf<Trigger>, 6> kTriggers{{
    {"AllSucceeded", Trigger::kAllSucceeded},
    {"AllFinished", Trigger::kAllFinished},
    {"AnySucceeded", Trigger::kAnySucceeded},
    {"AnyFailed", Trigger::kAnyFailed},
    {"AllFailed", Trigger::kAllFailed},
    {"NoneFailed", Trigger::kNoneFailed},
}};
constexpr std::array<WordOf<FailurePolicy>, 3> kFailurePolicies{{
    {"FinishRunning", FailurePolicy::kFinishRunning},
    {"CancelRunning", FailurePolicy::kCancelRunning},
    {"Continue", FailurePolicy::kContinue},
}};
constexpr std::array<WordOf<CancelMode>, 3> kCancelModes{
    {{"None", CancelMode::kNone}, {"Graceful", CancelMode::kGraceful}, {"Now", CancelMode::kNow}}};
constexpr std::array<WordOf<bool>, 2> kRerunOn{{{"Never", false}, {"SpecChange", true}}};
constexpr std::array<WordOf<bool>, 2> kRetention{{{"Keep", true}, {"Delete", false}}};

template <class Word, std::size_t kSize>
std::optional<Word> Read(FieldReader& reader, std::string_view key,
                         const std::array<WordOf<Word>, kSize>& words) {
  return reader.OneOf<Word>(key, words);
}

domain::JobSpec ReadNode(FieldReader& reader) {
  domain::JobSpec job{.name = reader.RequiredText("name")};
  job.work = ReadTemplate(reader);
  job.depends_on = reader.Texts("dependsOn").value_or(std::vector<std::string>{});
  job.trigger = Read(reader, "trigger", kTriggers);
  job.allow_failure = reader.Boolean("allowFailure").value_or(false);
  job.priority = reader.Integer("priority").value_or(0);
  reader.Finish();
  return job;
}

/// The controls that both kinds have.
domain::Controls ReadControls(FieldReader& reader) {
  domain::Controls controls{
      .active_deadline_seconds = reader.Integer("activeDeadlineSeconds"),
      .suspend = reader.Boolean("suspend").value_or(false),
      .cancel = Read(reader, "cancel", kCancelModes).value_or(CancelMode::kNone),
      .ttl_seconds_after_finished = reader.Integer("ttlSecondsAfterFinished"),
      .rerun_on_spec_change = Read(reader, "rerunOn", kRerunOn).value_or(false)};
  if (auto retention = reader.Child("podRetention")) {
    controls.pod_retention = domain::PodRetention{
        .keep_succeeded = Read(*retention, "succeeded", kRetention).value_or(true),
        .keep_failed = Read(*retention, "failed", kRetention).value_or(true)};
    retention->Finish();
  }
  return controls;
}

void ReadWorkflowFields(FieldReader& reader, domain::WorkflowSpec& spec) {
  spec.controls = ReadControls(reader);
  spec.controls.parallelism = reader.Integer("parallelism");
  spec.controls.failure_policy =
      Read(reader, "failurePolicy", kFailurePolicies).value_or(FailurePolicy::kFinishRunning);
  spec.controls.skip = reader.Texts("skip").value_or(std::vector<std::string>{});
  spec.controls.priority = reader.Integer("priority").value_or(0);
  if (auto defaults = reader.Child("defaults")) {
    spec.defaults = ReadTemplate(*defaults);
    defaults->Finish();
  }
  if (auto jobs = reader.Objects("jobs")) {
    spec.jobs.reserve(jobs->size());
    for (FieldReader& job : *jobs) {
      spec.jobs.push_back(ReadNode(job));
    }
  }
  reader.Finish();
}

void ReadJobFields(FieldReader& reader, domain::WorkflowSpec& spec) {
  spec.controls = ReadControls(reader);
  spec.jobs.front().work = ReadTemplate(reader);
  if (auto refs = reader.Objects("after")) {
    for (FieldReader& ref : *refs) {
      domain::AfterRef after{.kind = ref.RequiredText("kind")};
      after.name = ref.RequiredText("name");
      ref.Finish();
      spec.after.push_back(std::move(after));
    }
  }
  spec.after_timeout_seconds = reader.Integer("afterTimeoutSeconds");
  reader.Finish();
}

}  // namespace

SpecResult ReadWorkflow(std::string_view spec_json) {
  domain::Complaints complaints;
  SpecResult result;
  const ParsedJson parsed = ParseJson(spec_json);
  result.spec_hash = WorkflowHash(parsed.value);
  if (parsed.error.empty()) {
    FieldReader reader(parsed.value, "spec", complaints);
    ReadWorkflowFields(reader, result.spec);
  } else {
    complaints.Add("spec", parsed.error);
  }
  result.complaints = complaints.List();
  return result;
}

SpecResult ReadJob(std::string_view spec_json, std::string name) {
  domain::Complaints complaints;
  SpecResult result;
  result.spec.single = true;
  result.spec.jobs.push_back({.name = std::move(name)});
  const ParsedJson parsed = ParseJson(spec_json);
  result.spec_hash = JobHash(parsed.value);
  if (parsed.error.empty()) {
    FieldReader reader(parsed.value, "spec", complaints);
    ReadJobFields(reader, result.spec);
  } else {
    complaints.Add("spec", parsed.error);
  }
  result.complaints = complaints.List();
  return result;
}

}  // namespace executioner::manifest
