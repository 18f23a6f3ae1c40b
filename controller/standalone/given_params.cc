#include "controller/standalone/given_params.h"

#include <algorithm>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/json_writer.h"
#include "controller/base/utf8.h"
#include "controller/domain/complaints.h"
#include "controller/domain/nearest_name.h"
#include "controller/domain/value_text.h"
#include "controller/domain/workflow_fields.h"
#include "controller/manifest/json_text.h"

namespace executioner::standalone {
namespace {

using domain::ValueType;
using manifest::Value;

constexpr const char* kFlag = "-p";

std::string NameOf(const Value& param) {
  const Value* const name = param.Find("name");
  return name != nullptr && name->Text() != nullptr ? *name->Text() : std::string();
}

bool IsHidden(const Value& param) {
  return param.Find("secretKeyRef") != nullptr || param.Find("configMapKeyRef") != nullptr;
}

ValueType TypeOf(const Value& param) {
  const Value* const type = param.Find("type");
  const std::string word = type != nullptr && type->Text() != nullptr ? *type->Text() : "String";
  // An unknown word is a complaint of the reader.
  return domain::ValueOf(domain::kValueTypes, word).value_or(ValueType::kString);
}

/// \return the list `spec.params`; null if it is not a list
manifest::List* ParamsOf(manifest::ManifestObject& object) {
  auto* const root = std::get_if<manifest::Object>(&object.root.data);
  auto* const spec = std::get_if<manifest::Object>(&root->at("spec").data);
  const auto found = spec == nullptr ? manifest::Object::iterator{} : spec->find("params");
  return spec == nullptr || found == spec->end() ? nullptr
                                                 : std::get_if<manifest::List>(&found->second.data);
}

std::string VariableOf(const domain::Param& param) {
  return std::string(domain::kParamVariablePrefix) + param.name;
}

std::string Json(std::string_view text) {
  std::string json;
  base::AppendJsonString(text, json);
  return json;
}

/// The value as JSON.
/// \throws base::ConfigurationError  if it does not have the type
std::string ReadParam(const GivenParam& param, ValueType type) {
  if (const auto place = base::FirstNotUtf8(param.text)) {
    // JSON, in which params are kept, could only keep a replacement.
    throw base::ConfigurationError(kFlag, "the value of param '" + param.name +
                                              "' is not valid UTF-8 at byte " +
                                              std::to_string(*place + 1));
  }
  if (param.json.empty() && type == ValueType::kString) {
    return Json(param.text);
  }
  const manifest::ParsedJson parsed =
      manifest::ParseJson(param.json.empty() ? param.text : param.json);
  std::string json = parsed.error.empty() ? manifest::CanonicalJson(parsed.value) : "";
  if (!domain::HasType(json, type)) {
    // Without the value, which may be a secret.
    throw base::ConfigurationError(
        kFlag, "the value of param '" + param.name + "' " +
                   (parsed.error.empty() ? "is not of type " : parsed.error + "; its type is ") +
                   std::string(domain::TextOf(domain::kValueTypes, type)));
  }
  return json;
}

Value& FindParam(manifest::List* params, const std::string& name) {
  std::vector<std::string> known;
  for (std::size_t i = 0; params != nullptr && i < params->size(); ++i) {
    if (NameOf((*params)[i]) == name) {
      return (*params)[i];
    }
    known.push_back(NameOf((*params)[i]));
  }
  throw base::ConfigurationError(kFlag, "there is no param '" + name + "' in spec.params" +
                                            domain::DidYouMean(domain::NearestName(name, known)));
}

}  // namespace

domain::Environment ApplyParams(manifest::ManifestObject& object,
                                const std::vector<GivenParam>& params) {
  domain::Environment hidden;
  for (const GivenParam& param : params) {
    Value& place = FindParam(ParamsOf(object), param.name);
    std::string json = ReadParam(param, TypeOf(place));
    if (IsHidden(place)) {
      hidden.insert_or_assign(param.name, std::move(json));
    } else {
      auto& members = std::get<manifest::Object>(place.data);
      Value& value = members["value"];
      const Value& lines = value.line > 0 ? value : place;
      value = Value{manifest::ParseJson(json).value.data, lines.line, lines.column};
    }
  }
  return hidden;
}

void SetHiddenValues(domain::WorkflowSpec& spec, const domain::Environment& values) {
  for (domain::Param& param : spec.params) {
    if (const auto found = values.find(param.name); found != values.end() && param.IsHidden()) {
      param.value.text = found->second;
    }
  }
}

void TakeHiddenValues(domain::WorkflowSpec& spec, const domain::Environment& environment) {
  for (domain::Param& param : spec.params) {
    if (!param.IsHidden() || !param.value.text.empty()) {
      continue;
    }
    const auto found = environment.find(VariableOf(param));
    if (found != environment.end()) {
      param.value.text = Json(found->second);
    } else {  // no kubelet would read it
      param.secret_key_ref.text.clear();
      param.config_map_key_ref.text.clear();
    }
  }
}

void RequireHiddenValues(domain::WorkflowSpec& spec, const domain::Environment& environment) {
  for (const domain::Param& param : spec.params) {
    const std::string variable = VariableOf(param);
    if (param.IsHidden() && param.value.text.empty() && !environment.contains(variable)) {
      throw base::ConfigurationError(
          kFlag, "param '" + param.name +
                     "' has its value in a Secret or ConfigMap of a cluster, and a local run never "
                     "stores it: pass -p " +
                     param.name + "=VALUE, a --params-file, or the variable " + variable);
    }
  }
  TakeHiddenValues(spec, environment);
}

void RefuseHiddenValues(const domain::WorkflowSpec& spec) {
  for (const domain::Param& param : spec.params) {
    if (param.IsHidden() && !param.value.text.empty()) {
      throw base::ConfigurationError(kFlag, "the value of param '" + param.name +
                                                "' is never stored, so workers cannot read it: set "
                                                "the variable " +
                                                VariableOf(param) + " of the workers");
    }
  }
}

std::vector<GivenParam> WithoutHidden(const std::vector<GivenParam>& params,
                                      const domain::WorkflowSpec& spec) {
  std::vector<GivenParam> shown = params;
  std::erase_if(shown, [&](const GivenParam& param) {
    const auto known = std::ranges::find(spec.params, param.name, &domain::Param::name);
    return known == spec.params.end() || known->IsHidden();
  });
  return shown;
}

}  // namespace executioner::standalone
