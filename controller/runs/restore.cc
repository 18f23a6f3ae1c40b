#include "controller/runs/restore.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/domain/checkpoint.h"
#include "controller/domain/explain.h"
#include "controller/domain/plan.h"
#include "controller/manifest/json_text.h"
#include "controller/standalone/additions_json.h"

namespace executioner::runs {

Restored RestoreManifest(const history::RunRecord& record,
                         const std::vector<standalone::GivenParam>& params) {
  const std::string run = "run " + std::to_string(record.summary.id);
  if (record.run_attempts.empty()) {
    throw base::StoreError(run + " has no recorded manifest", /*can_retry=*/false);
  }
  Restored restored{.source = record.run_attempts.back().source};
  restored.additions = standalone::ReadAdditions(restored.source.arguments);
  restored.additions.params.insert(restored.additions.params.end(), params.begin(), params.end());
  manifest::Manifest manifest = manifest::ReadManifest(restored.source.manifest, run);
  if (manifest.objects.size() != 1) {
    throw base::StoreError(run + ": the recorded manifest cannot be read", /*can_retry=*/false);
  }
  restored.checked = standalone::Check(std::move(manifest.objects.front()), restored.additions);
  if (!restored.checked.complaints.empty()) {
    const domain::Complaint& first = restored.checked.complaints.front();
    throw base::StoreError(
        run + ": the recorded manifest is no longer valid, " + first.path + ": " + first.message,
        /*can_retry=*/false);
  }
  return restored;
}

namespace {

using Json = nlohmann::json;

/// Labels and annotations to which the spec refers, as further members of `metadata`.
std::string ReferredMetadata(const domain::Metadata& metadata, const std::string& spec) {
  std::string text;
  const auto add = [&](const char* key, const auto& entries) {
    // Others would only make the record larger.
    if (!entries.empty() && spec.find(std::string("$(workflow.") + key) != std::string::npos) {
      text += std::string(",\"") + key + "\":" + Json(entries).dump();
    }
  };
  add("annotations", metadata.annotations);
  add("labels", metadata.labels);
  return text;
}

}  // namespace

std::string ManifestOf(const standalone::CheckedObject& checked) {
  const manifest::ManifestObject& object = checked.object;
  const std::string spec = manifest::CanonicalJson(object.Spec());
  // The spec as it was read: what flags changed is recorded beside it, and applied again.
  return R"({"apiVersion":)" + Json(object.api_version).dump() + R"(,"kind":)" +
         Json(object.kind).dump() + R"(,"metadata":{"name":)" + Json(object.name).dump() +
         ReferredMetadata(checked.spec.metadata.value_or(domain::Metadata{}), spec) +
         R"(},"spec":)" + spec + "}";
}

std::string ExplainJob(const history::RunRecord& record, const domain::JobStatus& job) {
  std::string why = job.message;
  if (why.empty() && !domain::IsEnded(job.phase)) {
    const Restored restored = RestoreManifest(record);
    const domain::Plan plan = domain::MakePlan(restored.checked.spec, restored.checked.spec_hash);
    const domain::Run run = domain::RestoreRun(plan, record.status);
    if (const auto node = plan.Find(job.name)) {
      why = domain::ExplainWaiting(plan, run, *node);
    }
    if (why.empty() && job.phase == domain::JobPhase::kQueued) {
      why =
          "waits for a worker to take it: no worker has taken it yet; 'executioner worker --queue "
          "URL', with the URL of the run, starts one";
    }
  }
  return why;
}

}  // namespace executioner::runs
