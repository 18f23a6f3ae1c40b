#include "controller/adapters/pods/status_store.h"

#include "controller/adapters/pods/resources.h"
#include "controller/adapters/pods/status_json.h"
#include "controller/base/json_span.h"

namespace executioner::pods {

using engine::SaveReply;
using engine::SaveResult;

std::string StatusPatch(const std::string& resource_version, const std::string& status_json) {
  return R"([{"op":"replace","path":"/metadata/resourceVersion","value":")" + resource_version +
         R"("},{"op":"add","path":"/status","value":)" + status_json + "}]";
}

SaveReply StatusStore::Save(const engine::OwnerId& owner, const std::string& version,
                            const domain::Status& status) {
  std::size_t budget = kStatusBudget;
  for (;;) {
    const std::string json = EncodeStatusWithin(status, domain::KindOf(owner.kind).single, budget);
    if (json.empty()) {
      return {.result = SaveResult::kTooLarge};
    }
    SaveReply reply = Send(owner, StatusPatch(version, json));
    if (reply.result != SaveResult::kTooLarge) {
      return reply;
    }
    budget = json.size() - 1;  // the spec needs part of the space: drop more
  }
}

SaveReply StatusStore::Send(const engine::OwnerId& owner, std::string patch) {
  const std::string path =
      kube::ResourcePath(OwnerResource(owner.kind), owner.ns, owner.name, "status");
  const kube::ApiResult result = client_.Patch(path, kube::PatchType::kJson, std::move(patch));
  if (!result.ok) {
    return {.result = Refusal(owner, result.status)};
  }
  const std::string_view meta = base::FindMember(result.body, "metadata").value_or("");
  if (base::MemberText(meta, "uid") != owner.uid) {
    return {.result = SaveResult::kGone};
  }
  SaveReply reply{.version = base::MemberText(meta, "resourceVersion")};
  barrier_.Wrote(owner.uid, stores_.at(domain::KindIndex(owner.kind)), reply.version);
  return reply;
}

SaveResult StatusStore::Refusal(const engine::OwnerId& owner, const kube::ApiStatus& status) const {
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
  runtime_.Log(
      kube::LogLevel::kError,
      "the API server refused a status; are the CRDs of this version installed?",
      {{"kind", owner.kind}, {"object", owner.ns + "/" + owner.name}, {"error", status.message}});
  return SaveResult::kRefused;
}

}  // namespace executioner::pods
