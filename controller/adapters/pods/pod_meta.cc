#include "controller/adapters/pods/pod_meta.h"

#include <algorithm>
#include <array>

#include "controller/adapters/pods/names.h"
#include "controller/kube/json_span.h"

namespace executioner::pods {
namespace {

template <class Keep>
void ReadTextMap(std::string_view value, std::string_view place, const Keep& keep,
                 kube::ValueReader& reader, std::map<std::string, std::string>& out) {
  const bool fine = kube::ForEachMember(value, [&](std::string_view name, std::string_view text) {
    if (keep(name)) {
      reader.Read(text, place, out[std::string(name)]);
    }
    return true;
  });
  reader.Expect(fine, value, place);
}

void ReadOwners(std::string_view value, kube::ValueReader& reader, kube::ObjectMeta& meta) {
  constexpr std::string_view kPlace = "metadata.ownerReferences";
  const bool fine = kube::ForEachElement(value, [&](std::string_view owner) {
    kube::OwnerReference reference;
    bool controls = false;
    const bool is_object =
        kube::ForEachMember(owner, [&](std::string_view name, std::string_view field) {
          if (name == "apiVersion") {
            reader.Read(field, kPlace, reference.api_version);
          } else if (name == "kind") {
            reader.Read(field, kPlace, reference.kind);
          } else if (name == "name") {
            reader.Read(field, kPlace, reference.name);
          } else if (name == "uid") {
            reader.Read(field, kPlace, reference.uid);
          } else if (name == "controller") {
            reader.Read(field, kPlace, controls);
          }
          return true;
        });
    reader.Expect(is_object, owner, kPlace);
    if (controls) {
      meta.controller = reference;
    }
    return true;
  });
  reader.Expect(fine, value, kPlace);
}

void ReadFinalizers(std::string_view value, kube::ValueReader& reader, kube::ObjectMeta& meta) {
  constexpr std::string_view kPlace = "metadata.finalizers";
  const bool fine = kube::ForEachElement(value, [&](std::string_view element) {
    std::string finalizer;
    reader.Read(element, kPlace, finalizer);
    meta.finalizers.push_back(std::move(finalizer));
    return true;
  });
  reader.Expect(fine, value, kPlace);
}

/// Only labels that we set; others with our prefix mean nothing and would waste memory.
bool IsKept(std::string_view label) {
  constexpr std::array kKept{kWorkflowLabel, kJobLabel,      kOwnerUidLabel, kRunLabel,
                             kAttemptLabel,  kReleasedLabel, kOutcomeLabel};
  return std::ranges::count(kKept, label) > 0;
}

/// \return whether `name` was one of them
bool ReadIdentity(std::string_view name, std::string_view value, kube::ValueReader& reader,
                  kube::ObjectMeta& meta) {
  if (name == "name") {
    reader.Read(value, "metadata.name", meta.name);
  } else if (name == "namespace") {
    reader.Read(value, "metadata.namespace", meta.ns);
  } else if (name == "uid") {
    reader.Read(value, "metadata.uid", meta.uid);
  } else if (name == "resourceVersion") {
    reader.Read(value, "metadata.resourceVersion", meta.resource_version);
  } else if (name == "generation") {
    reader.Read(value, "metadata.generation", meta.generation);
  } else {
    return false;
  }
  return true;
}

bool ReadTimes(std::string_view name, std::string_view value, kube::ValueReader& reader,
               kube::ObjectMeta& meta) {
  if (name == "creationTimestamp") {
    std::optional<base::TimePoint> time;
    reader.Read(value, "metadata.creationTimestamp", time);
    meta.creation_time = time.value_or(meta.creation_time);
  } else if (name == "deletionTimestamp") {
    reader.Read(value, "metadata.deletionTimestamp", meta.deletion_time);
  } else if (name == "deletionGracePeriodSeconds") {
    reader.Read(value, "metadata.deletionGracePeriodSeconds", meta.deletion_grace_seconds);
  } else {
    return false;
  }
  return true;
}

void ReadCollection(std::string_view name, std::string_view value, kube::ValueReader& reader,
                    kube::ObjectMeta& meta) {
  if (name == "labels") {
    ReadTextMap(value, "metadata.labels", IsKept, reader, meta.labels);
  } else if (name == "annotations") {
    const auto hash = [](std::string_view key) { return key == kSpecHashAnnotation; };
    ReadTextMap(value, "metadata.annotations", hash, reader, meta.annotations);
  } else if (name == "finalizers") {
    ReadFinalizers(value, reader, meta);
  } else if (name == "ownerReferences") {
    ReadOwners(value, reader, meta);
  }
}

}  // namespace

kube::ObjectMeta ReadPodMeta(std::string_view metadata, kube::ValueReader& reader) {
  kube::ObjectMeta meta;
  const bool fine =
      kube::ForEachMember(metadata, [&](std::string_view name, std::string_view value) {
        if (!ReadIdentity(name, value, reader, meta) && !ReadTimes(name, value, reader, meta)) {
          ReadCollection(name, value, reader, meta);
        }
        return true;
      });
  reader.Expect(fine, metadata, "metadata");
  return meta;
}

}  // namespace executioner::pods
