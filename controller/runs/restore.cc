#include "controller/runs/restore.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/manifest/json_text.h"
#include "controller/standalone/additions_json.h"

namespace executioner::runs {

Restored RestoreManifest(const history::RunRecord& record) {
  const std::string run = "run " + std::to_string(record.summary.id);
  if (record.run_attempts.empty()) {
    throw base::StoreError(run + " has no manifest on record", /*can_retry=*/false);
  }
  Restored restored{.source = record.run_attempts.back().source};
  restored.additions = standalone::ReadAdditions(restored.source.arguments);
  manifest::Manifest manifest = manifest::ReadManifest(restored.source.manifest, run);
  if (manifest.objects.size() != 1) {
    throw base::StoreError(run + ": the manifest on record cannot be read", /*can_retry=*/false);
  }
  restored.checked = standalone::Check(std::move(manifest.objects.front()), restored.additions);
  if (!restored.checked.complaints.empty()) {
    const domain::Complaint& first = restored.checked.complaints.front();
    throw base::StoreError(run + ": the manifest on record is not valid any more, " + first.path +
                               ": " + first.message,
                           /*can_retry=*/false);
  }
  return restored;
}

std::string ManifestOf(const standalone::CheckedObject& checked) {
  using Json = nlohmann::json;
  const manifest::ManifestObject& object = checked.object;
  return R"({"apiVersion":)" + Json(object.api_version).dump() + R"(,"kind":)" +
         Json(object.kind).dump() + R"(,"metadata":{"name":)" + Json(object.name).dump() +
         R"(},"spec":)" + manifest::CanonicalJson(object.Spec()) + "}";
}

}  // namespace executioner::runs
