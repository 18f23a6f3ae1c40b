#include "controller/reconcile/owner_object.h"

#include <charconv>

#include "controller/adapters/pods/status_reader.h"
#include "controller/base/json_span.h"
#include "controller/domain/kind.h"
#include "controller/kube/json_value.h"
#include "controller/manifest/manifest.h"

namespace executioner::reconcile {
namespace {

constexpr std::size_t kMostAfter = 1000;  // the API server and Validate reject more

bool IsKept(std::string_view annotation) {
  return annotation == kArgoTracking || annotation == kFluxTracking;
}

bool IsLabel(std::string_view /*label*/) {
  return true;
}

bool IsAnnotation(std::string_view annotation) {
  // A copy of the whole object, which no reference needs.
  return annotation != "kubectl.kubernetes.io/last-applied-configuration";
}

/// The parts of an object, in its text.
struct Parts {
  std::string_view metadata = {};
  std::string_view spec = {};
  std::string_view status = {};
};

/// Reads the metadata. A user may set thousands of labels and annotations, so they are kept only if
/// the spec refers to them.
kube::ObjectMeta ReadMetadata(const Parts& parts, bool has_text) {
  const auto refers = [&](std::string_view path) {
    return has_text && parts.spec.find(path) != std::string_view::npos;
  };
  kube::ObjectMeta meta =
      kube::ReadMeta(parts.metadata, refers("$(workflow.labels") ? IsLabel : nullptr,
                     refers("$(workflow.annotations") ? IsAnnotation : IsKept);
  meta.finalizers = std::vector<std::string>();
  return meta;
}

/// Keeps the parts of a finished object that may still matter.
void Summarize(const Parts& parts, OwnerObject& object) {
  const domain::Status status = pods::DecodeStatus(std::string(parts.status));
  object.ended = {.phase = status.phase,
                  .reason = status.reason,
                  .observed_generation = status.observed_generation,
                  .completion_time = status.completion_time};
  const manifest::SpecResult read = manifest::ReadSpec(object.kind, parts.spec, object.meta.name);
  object.controls = read.spec.controls;
  // A list of up to a thousand names, which no finished object needs.
  object.controls.skip = std::vector<std::string>();
  object.spec_changed = read.spec_hash != status.spec_hash;
}

/// Reads `spec.after` of a Job, for the search for cycles and for waking waiting Jobs.
std::vector<domain::AfterRef> ReadAfter(std::string_view spec) {
  std::vector<domain::AfterRef> after;
  const auto list = base::FindMember(spec, "after");
  if (list) {
    base::ForEachElement(*list, [&](std::string_view element) {
      after.push_back({base::MemberText(element, "kind"), base::MemberText(element, "name")});
      return after.size() < kMostAfter;
    });
  }
  return after;
}

/// Reads `spec.priority`; 0 if it is not a number.
int ReadPriority(std::string_view spec) {
  int priority = 0;
  if (const auto text = base::FindMember(spec, "priority")) {
    std::from_chars(text->data(), text->data() + text->size(), priority);
  }
  return priority;
}

}  // namespace

OwnerObject DecodeOwner(std::string_view kind, std::string_view json) {
  OwnerObject object;
  Parts parts;
  object.kind = kind;
  base::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    if (name == "metadata") {
      parts.metadata = value;
    } else if (name == "spec") {
      parts.spec = value;
    } else if (name == "status") {
      parts.status = value;
    }
    return true;
  });
  object.meta = ReadMetadata(parts, /*has_text=*/true);
  object.finished = base::FindMember(parts.status, "completionTime").has_value();
  object.priority = ReadPriority(parts.spec);
  if (object.finished) {
    Summarize(parts, object);
  }
  object.has_text = !object.finished || object.IsEdited();
  if (object.has_text) {
    object.spec = parts.spec;
    object.status = parts.status;
  } else {
    object.meta = ReadMetadata(parts, /*has_text=*/false);
  }
  const bool invalid = object.ended.reason == domain::Reason::kInvalidSpec;
  if (domain::KindOf(kind).waits && (!object.finished || invalid || object.RunsAgain())) {
    object.after = ReadAfter(parts.spec);
  }
  return object;
}

bool OwnerObject::IsParked() const {
  const auto suspend = base::FindMember(spec, "suspend");
  const auto observed = base::FindMember(status, "observedGeneration");
  return suspend == "true" && !IsCancelled(spec) && observed &&
         base::MemberText(status, "phase") == domain::PhaseName(domain::RunPhase::kSuspended) &&
         kube::NumberValue(*observed) == meta.generation;
}

bool IsCancelled(std::string_view spec) {
  const auto mode = base::FindMember(spec, "cancel");
  return mode && *mode != R"("None")" && *mode != "null";
}

OwnerObject KeptText::Trim(OwnerObject object) const {
  const std::size_t size =
      object.spec.capacity() + object.status.capacity() + MetadataBytes(object.meta);
  if (!object.has_text) {
    return object;
  }
  if (size <= kOfObject && bytes_->fetch_add(size) + size <= kOfAll) {
    const auto give_back = [bytes = bytes_, size](const void*) { bytes->fetch_sub(size); };
    object.text_share = std::shared_ptr<const void>(bytes_.get(), give_back);
    return object;
  }
  if (size <= kOfObject) {
    bytes_->fetch_sub(size);
  }
  object.has_text = false;
  // An assignment would keep the capacity.
  std::string().swap(object.spec);
  std::string().swap(object.status);
  object.meta.labels.clear();
  std::erase_if(object.meta.annotations, [](const auto& entry) { return !IsKept(entry.first); });
  return object;
}

std::size_t MetadataBytes(const kube::ObjectMeta& meta) {
  std::size_t bytes = 0;
  for (const auto* entries : {&meta.labels, &meta.annotations}) {
    for (const auto& [key, value] : *entries) {
      bytes += key.size() + value.size();
    }
  }
  return bytes;
}

engine::OwnerId OwnerOf(const OwnerObject& object) {
  return {
      .kind = object.kind, .ns = object.meta.ns, .name = object.meta.name, .uid = object.meta.uid};
}

std::string OwnerKey(std::string_view kind, std::string_view ns, std::string_view name) {
  return std::string(kind) + "/" + std::string(ns) + "/" + std::string(name);
}

}  // namespace executioner::reconcile
