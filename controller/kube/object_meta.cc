#include "controller/kube/object_meta.h"

#include "controller/kube/json_value.h"

namespace executioner::kube {
namespace {

void ReadTextMap(std::string_view object, KeepKey keep, std::map<std::string, std::string>& out) {
  base::ForEachMember(object, [&](std::string_view name, std::string_view value) {
    if (keep != nullptr && keep(name)) {
      if (std::optional<std::string> text = TextValue(value)) {
        out.insert_or_assign(std::string(name), *std::move(text));
      }
    }
    return true;
  });
}

void ReadOwner(std::string_view owner, std::optional<OwnerReference>& controller) {
  OwnerReference reference;
  bool controls = false;
  ReadObject(owner, Member{"apiVersion", reference.api_version}, Member{"kind", reference.kind},
             Member{"name", reference.name}, Member{"uid", reference.uid},
             Member{"controller", controls});
  // At most one owner may be the controller (apimachinery validation).
  if (controls) {
    controller = std::move(reference);
  }
}

}  // namespace

ObjectMeta ReadMeta(std::string_view metadata, KeepKey label, KeepKey annotation) {
  ObjectMeta meta;
  const auto read_owners = [&](std::string_view owners) {
    base::ForEachElement(owners, [&](std::string_view owner) {
      ReadOwner(owner, meta.controller);
      return true;
    });
  };
  ReadObject(
      metadata, Member{"name", meta.name}, Member{"namespace", meta.ns}, Member{"uid", meta.uid},
      Member{"resourceVersion", meta.resource_version}, Member{"generation", meta.generation},
      Member{"creationTimestamp", meta.creation_time},
      Member{"deletionTimestamp", meta.deletion_time},
      Member{"deletionGracePeriodSeconds", meta.deletion_grace_seconds},
      Member{"labels", [&](std::string_view labels) { ReadTextMap(labels, label, meta.labels); }},
      Member{"annotations",
             [&](std::string_view object) { ReadTextMap(object, annotation, meta.annotations); }},
      Member{"finalizers", meta.finalizers}, Member{"ownerReferences", read_owners});
  return meta;
}

}  // namespace executioner::kube
