#include "controller/adapters/pods/status_store.h"

#include "controller/adapters/pods/resources.h"
#include "controller/adapters/pods/status_json.h"
#include "controller/kube/json_span.h"

namespace executioner::pods {

using engine::SaveResult;

std::string StatusPatch(const std::string& resource_version, const std::string& status_json) {
  return R"([{"op":"replace","path":"/metadata/resourceVersion","value":")" + resource_version +
         R"("},{"op":"add","path":"/status","value":)" + status_json + "}]";
}

SaveResult StatusStore::Save(engine::Execution& execution, const domain::Status& status) {
  std::size_t budget = kStatusBudget;
  for (;;) {
    const std::string json = EncodeStatusWithin(status, execution.owner.kind == "Job", budget);
    if (json.empty()) {
      return SaveResult::kTooLarge;
    }
    const SaveResult result = Send(execution, StatusPatch(execution.resource_version, json));
    if (result != SaveResult::kTooLarge) {
      return result;
    }
    budget = json.size() - 1;  // the spec needs part of the space: shed more
  }
}

SaveResult StatusStore::SaveConditions(engine::Execution& execution, const domain::Status& status) {
  return Send(execution, R"([{"op":"replace","path":"/metadata/resourceVersion","value":")" +
                             execution.resource_version +
                             R"("},{"op":"add","path":"/status/observedGeneration","value":)" +
                             std::to_string(status.observed_generation) +
                             R"(},{"op":"add","path":"/status/conditions","value":)" +
                             EncodeConditions(status.conditions) + "}]");
}

SaveResult StatusStore::Send(engine::Execution& execution, std::string patch) {
  const bool single = execution.owner.kind == "Job";
  const std::string path = kube::ResourcePath(OwnerResource(execution.owner.kind),
                                              execution.owner.ns, execution.owner.name, "status");
  const kube::ApiResult result = client_.Patch(path, kube::PatchType::kJson, std::move(patch));
  if (!result.ok) {
    return Refusal(execution, result.status);
  }
  const std::string_view meta = kube::FindMember(result.body, "metadata").value_or("");
  if (kube::MemberText(meta, "uid") != execution.owner.uid) {
    return SaveResult::kGone;
  }
  execution.resource_version = kube::MemberText(meta, "resourceVersion");
  barrier_.Wrote(execution.owner.uid, single ? stores_.jobs : stores_.workflows,
                 execution.resource_version);
  return SaveResult::kSaved;
}

SaveResult StatusStore::Refusal(const engine::Execution& execution,
                                const kube::ApiStatus& status) const {
  if (status.IsTooLarge()) {
    return SaveResult::kTooLarge;
  }
  if (status.IsConflict()) {
    return SaveResult::kConflict;
  }
  if (status.IsNotFound()) {
    return SaveResult::kGone;
  }
  if (status.IsTransient()) {
    return SaveResult::kFailed;
  }
  runtime_.Log(kube::LogLevel::kError,
               "the API server refused a status; are the CRDs of this version installed?",
               {{"kind", execution.owner.kind},
                {"object", execution.owner.ns + "/" + execution.owner.name},
                {"error", status.message}});
  return SaveResult::kRefused;
}

}  // namespace executioner::pods
