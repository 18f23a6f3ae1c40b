#include <algorithm>

#include "controller/base/json_span.h"
#include "controller/domain/validate_parts.h"
#include "controller/domain/value_text.h"
#include "controller/domain/workflow_fields.h"

namespace executioner::domain {
namespace {

constexpr int kMostParams = 256;
constexpr int kLongestName = 63;
constexpr int kLongestDescription = 1024;

/// A value for a message; a long one says nothing more.
std::string Shown(const std::string& json) {
  constexpr std::size_t kShown = 60;
  return json.size() > kShown ? "the value" : json;
}

void CheckValue(const Place& place, const Param& param, const std::string& json) {
  if (json.size() > kLargestValue) {
    place.Complain("has " + std::to_string(json.size()) + " bytes; allowed: at most " +
                   std::to_string(kLargestValue) + ": hand large data on in a file");
  } else if (!HasType(json, param.type)) {
    place.Complain(Shown(json) + " is not of type " + std::string(TextOf(kValueTypes, param.type)) +
                   (json.front() == '"' ? "" : ", the type of param '" + param.name + "'"));
  } else if (TextOfValue(json).find('\0') != std::string::npos) {
    place.Complain("has a NUL byte in it, which no process can be given");
  }
}

void CheckAllowed(const Place& place, const Param& param) {
  bool found = param.value.text.empty();
  std::size_t index = 0;
  base::ForEachElement(param.allowed.text, [&](std::string_view json) {
    CheckValue(place.Field(ItemPath("enum", index++)), param, std::string(json));
    found = found || json == param.value.text;
    return true;
  });
  CheckCount(place, "enum", index, {.least = 1, .most = kMostParams});
  if (!found) {
    place.Field("value").Complain(Shown(param.value.text) + " is not one of enum, " +
                                  Shown(param.allowed.text));
  }
}

/// A param whose value is in a Secret or a ConfigMap: text that the controller never reads.
void CheckHidden(const Place& place, const Param& param) {
  const bool both = !param.secret_key_ref.text.empty() && !param.config_map_key_ref.text.empty();
  if (both) {
    place.Field("configMapKeyRef")
        .Complain("may not be given together with secretKeyRef: keep one of the two");
  }
  const std::string_view source =
      param.secret_key_ref.text.empty() ? "configMapKeyRef" : "secretKeyRef";
  if (!param.value.text.empty()) {
    place.Field("value").Complain("may not be given together with " + std::string(source) +
                                  ": keep one of the two");
  }
  if (param.type != ValueType::kString || !param.allowed.text.empty()) {
    place.Field(param.type != ValueType::kString ? "type" : "enum")
        .Complain("needs a value that can be read, and " + std::string(source) +
                  " is read by the kubelet only: leave it out");
  }
}

void CheckParam(const Place& place, const Param& param) {
  CheckLength(place, "description", param.description, {.most = kLongestDescription});
  if (param.IsHidden()) {
    CheckHidden(place, param);
    return;
  }
  if (param.value.text.empty()) {
    place.Field("value").Complain("is missing: give a value here or pass -p " + param.name +
                                  "=VALUE");
  } else {
    CheckValue(place.Field("value"), param, param.value.text);
  }
  if (!param.allowed.text.empty()) {
    CheckAllowed(place, param);
  }
}

}  // namespace

void CheckParams(const Place& place, const WorkflowSpec& spec) {
  CheckCount(place, "params", spec.params.size(), {.most = kMostParams});
  const NameIndex first(spec.params);
  for (std::size_t i = 0; i < spec.params.size(); ++i) {
    const Param& param = spec.params[i];
    const Place item = place.Field(ItemPath("params", i));
    CheckLength(item, "name", param.name, {.least = 1, .most = kLongestName});
    if (!param.name.empty() && !IsValueName(param.name)) {
      item.Field("name").Complain("'" + param.name +
                                  "' is not a name: letters, digits and '_', beginning with a "
                                  "letter or '_'");
    }
    if (first.Find(param.name) != static_cast<int>(i)) {
      item.Field("name").Complain("param '" + param.name + "' is given twice");
    }
    CheckParam(item, param);
  }
}

}  // namespace executioner::domain
