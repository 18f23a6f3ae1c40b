#include "tests/fakes/fake_api/kind_rules.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "tests/fakes/fake_api/crd_defaults.h"
#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr long kDefaultGrace = 30;

bool IsLowerAlnum(unsigned char c) {
  return std::islower(c) != 0 || std::isdigit(c) != 0;
}

/// DNS-1123 subdomain.
bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName &&
         IsLowerAlnum(static_cast<unsigned char>(name.front())) &&
         IsLowerAlnum(static_cast<unsigned char>(name.back())) &&
         std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return IsLowerAlnum(c) || c == '-' || c == '.'; });
}

/// A label value, or the part of a qualified name after the slash.
bool IsLabelPart(std::string_view part, bool may_be_empty) {
  if (part.empty()) {
    return may_be_empty;
  }
  return part.size() <= kMaxLabel && std::isalnum(static_cast<unsigned char>(part.front())) != 0 &&
         std::isalnum(static_cast<unsigned char>(part.back())) != 0 &&
         std::all_of(part.begin(), part.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
         });
}

bool IsQualifiedName(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) {
    return IsLabelPart(name, false);
  }
  return IsName(name.substr(0, slash)) && IsLabelPart(name.substr(slash + 1), false);
}

[[noreturn]] void Invalid(const ResourceInfo& resource, const json& object,
                          const std::string& what) {
  const std::string name = object.at("metadata").value("name", "");
  throw Refusal(422, "Invalid", Describe(resource, name) + " is invalid: " + what,
                "FieldValueInvalid");
}

void SetDefault(json& object, const char* field, const json& value) {
  if (!object.contains(field)) {
    object[field] = value;
  }
}

void SetContainerDefaults(const ResourceInfo& resource, json& pod, const char* list) {
  for (json& container : pod["spec"][list]) {
    if (container.value("name", "").empty() || container.value("image", "").empty()) {
      Invalid(resource, pod, std::string{"spec."} + list + ": name and image are required");
    }
    SetDefault(container, "terminationMessagePath", "/dev/termination-log");
    SetDefault(container, "terminationMessagePolicy", "File");
    SetDefault(container, "imagePullPolicy", "IfNotPresent");
    SetDefault(container, "resources", json::object());
  }
}

void SetPodDefaults(const ResourceInfo& resource, json& pod) {
  if (pod.value("spec", json::object()).value("containers", json::array()).empty()) {
    Invalid(resource, pod, "spec.containers: Required value");
  }
  SetContainerDefaults(resource, pod, "containers");
  if (pod["spec"].contains("initContainers")) {
    SetContainerDefaults(resource, pod, "initContainers");
  }
  json& spec = pod["spec"];
  SetDefault(spec, "restartPolicy", "Always");
  SetDefault(spec, "terminationGracePeriodSeconds", kDefaultGrace);
  SetDefault(spec, "dnsPolicy", "ClusterFirst");
  SetDefault(spec, "schedulerName", "default-scheduler");
  SetDefault(spec, "securityContext", json::object());
  SetDefault(spec, "serviceAccountName", "default");
  pod["status"] = {{"phase", "Pending"}, {"qosClass", "BestEffort"}};
}

/// A pod's spec without what may change.
json FixedSpec(const json& pod) {
  json spec = pod.value("spec", json::object());
  spec.erase("activeDeadlineSeconds");
  for (const char* list : {"containers", "initContainers"}) {
    if (spec.contains(list)) {
      for (json& container : spec[list]) {
        container.erase("image");
      }
    }
  }
  return spec;
}

}  // namespace

std::string Describe(const ResourceInfo& resource, const std::string& name) {
  const std::string group =
      resource.group.empty() ? std::string{} : "." + std::string{resource.group};
  return std::string{resource.plural} + group + " \"" + name + "\"";
}

void ValidateMetadata(const ResourceInfo& resource, const json& object) {
  const json& metadata = object.at("metadata");
  if (!IsName(metadata.value("name", ""))) {
    Invalid(resource, object, "metadata.name: a lowercase RFC 1123 subdomain is required");
  }
  const json labels = metadata.value("labels", json::object());
  for (const auto& [key, value] : labels.items()) {
    if (!IsQualifiedName(key) || !value.is_string() ||
        !IsLabelPart(value.get<std::string>(), true)) {
      Invalid(resource, object, "metadata.labels: Invalid value: " + key + "=" + value.dump());
    }
  }
  for (const json& finalizer : metadata.value("finalizers", json::array())) {
    if (!finalizer.is_string() || !IsQualifiedName(finalizer.get<std::string>())) {
      Invalid(resource, object, "metadata.finalizers: Invalid value: " + finalizer.dump());
    }
  }
}

void SetDefaults(const ResourceInfo& resource, json& object) {
  if (resource.plural == "pods") {
    SetPodDefaults(resource, object);
  } else if (resource.plural == "namespaces") {
    object["status"] = {{"phase", "Active"}};
    SetDefault(object, "spec", {{"finalizers", {"kubernetes"}}});
    object["metadata"]["labels"]["kubernetes.io/metadata.name"] = object["metadata"]["name"];
  } else if (resource.custom) {
    object["status"] = {{"observedGeneration", -1}};
    SetSchemaDefaults(resource, object);
  }
}

void ValidateSpecUpdate(const ResourceInfo& resource, const json& before, const json& after) {
  if (resource.plural != "pods") {
    return;
  }
  if (FixedSpec(before) != FixedSpec(after)) {
    Invalid(resource, after, "spec: Forbidden: pod updates may not change this field");
  }
  const json old_deadline = before.at("spec").value("activeDeadlineSeconds", json{});
  const json new_deadline = after.at("spec").value("activeDeadlineSeconds", json{});
  if (old_deadline == new_deadline) {
    return;
  }
  if (!new_deadline.is_number_integer() || new_deadline < 1 ||
      (!old_deadline.is_null() && new_deadline > old_deadline)) {
    Invalid(resource, after,
            "spec.activeDeadlineSeconds: Invalid value: " + new_deadline.dump() +
                ": must be positive and less than or equal to the previous value");
  }
}

long GracePeriod(const ResourceInfo& resource, const json& object, long asked) {
  if (resource.plural != "pods" || !object.at("spec").contains("nodeName")) {
    return 0;
  }
  const std::string phase = object.at("status").value("phase", "");
  if (phase == "Succeeded" || phase == "Failed") {
    return 0;
  }
  return asked >= 0 ? asked
                    : object.at("spec").value("terminationGracePeriodSeconds", kDefaultGrace);
}

}  // namespace executioner::fakes
