#include "controller/reconcile/owner_object.h"

#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "controller/adapters/kube/json_span.h"
#include "controller/adapters/kube/object_meta_json.h"
#include "controller/adapters/kube/status_json.h"
#include "controller/manifest/json_codec.h"

namespace executioner::reconcile {
namespace {

constexpr std::array<std::string_view, 2> kKeptAnnotations{kArgoTracking, kFluxTracking};

/// Keeps of a finished object what may still matter.
void Summarize(OwnerObject& object) {
  const bool single = object.kind == "Job";
  const domain::Status status = kube::DecodeStatus(object.status);
  object.ended = {.phase = status.phase,
                  .reason = status.reason,
                  .observed_generation = status.observed_generation,
                  .completion_time = status.completion_time};
  if (!object.IsEdited()) {
    object.status = {};
  }
  const manifest::SpecResult read = single ? manifest::ReadJob(object.spec, object.meta.name)
                                           : manifest::ReadWorkflow(object.spec);
  object.controls = read.spec.controls;
  object.controls.skip = {};
  object.spec_changed = read.spec_hash != status.spec_hash;
  if (!object.spec_changed && status.reason != domain::Reason::kInvalidSpec) {
    object.spec = {};
  }
}

/// `spec.after` of a Job, for those who look for cycles and for waking.
std::vector<domain::AfterRef> ReadAfter(std::string_view spec) {
  std::vector<domain::AfterRef> after;
  const auto list = kube::FindMember(spec, "after");
  if (list) {
    kube::ForEachElement(*list, [&](std::string_view element) {
      after.push_back({kube::MemberText(element, "kind"), kube::MemberText(element, "name")});
      return true;
    });
  }
  return after;
}

/// `spec.priority`; 0 for what is no number.
int ReadPriority(std::string_view spec) {
  int priority = 0;
  if (const auto text = kube::FindMember(spec, "priority")) {
    std::from_chars(text->data(), text->data() + text->size(), priority);
  }
  return priority;
}

OwnerObject Decode(std::string_view json, std::string_view kind) {
  OwnerObject object;
  object.kind = kind;
  kube::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "metadata") {
      const auto parsed =
          nlohmann::json::parse(R"({"metadata":)" + std::string(value) + "}", nullptr, false);
      object.meta = kube::DecodeMeta(parsed, kKeptAnnotations);
    } else if (name == "spec") {
      object.spec = value;
    } else if (name == "status") {
      object.status = value;
    }
    return true;
  });
  object.finished = kube::FindMember(object.status, "completionTime").has_value();
  object.priority = ReadPriority(object.spec);
  if (object.finished) {
    Summarize(object);
  }
  const bool invalid = object.ended.reason == domain::Reason::kInvalidSpec;
  if (kind == "Job" && (!object.finished || invalid || object.RunsAgain())) {
    object.after = ReadAfter(object.spec);
  }
  return object;
}

}  // namespace

OwnerObject DecodeWorkflow(std::string_view json) {
  return Decode(json, "Workflow");
}

OwnerObject DecodeJob(std::string_view json) {
  return Decode(json, "Job");
}

std::string OwnerKey(std::string_view kind, std::string_view ns, std::string_view name) {
  return std::string(kind) + "/" + std::string(ns) + "/" + std::string(name);
}

}  // namespace executioner::reconcile
