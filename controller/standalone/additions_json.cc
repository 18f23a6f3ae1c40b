#include "controller/standalone/additions_json.h"

#include <nlohmann/json.hpp>

namespace executioner::standalone {
namespace {

using Json = nlohmann::json;
using domain::FailurePolicy;

constexpr int kLastPolicy = static_cast<int>(FailurePolicy::kContinue);

std::string Text(const Json& json) {
  return json.is_string() ? json.get<std::string>() : std::string();
}

const Json& Member(const Json& json, const char* key) {
  static const Json kNothing;
  const auto found = json.find(key);
  return found == json.end() ? kNothing : *found;
}

}  // namespace

std::string WriteAdditions(const Additions& additions) {
  Json json = Json::object();
  if (!additions.skip.empty()) {
    json["skip"] = additions.skip;
  }
  if (additions.parallelism) {
    json["parallelism"] = *additions.parallelism;
  }
  if (additions.failure_policy) {
    json["failurePolicy"] = static_cast<int>(*additions.failure_policy);
  }
  for (const domain::EnvVar& variable : additions.env) {
    json["env"].push_back({{"name", variable.name}, {"value", variable.value}});
  }
  for (const GivenParam& param : additions.params) {
    const bool typed = param.json.empty();
    json["params"].push_back(
        {{"name", param.name}, {typed ? "text" : "json", typed ? param.text : param.json}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Additions ReadAdditions(const std::string& text) {
  Additions additions;
  // A record of another version, or edited by hand, must not keep a run from being shown.
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return additions;
  }
  for (const Json& job : Member(json, "skip")) {
    additions.skip.push_back(Text(job));
  }
  if (const Json& number = Member(json, "parallelism"); number.is_number_integer()) {
    additions.parallelism = number.get<int>();
  }
  if (const Json& policy = Member(json, "failurePolicy"); policy.is_number_integer()) {
    const int value = policy.get<int>();
    if (value >= 0 && value <= kLastPolicy) {
      additions.failure_policy = static_cast<FailurePolicy>(value);
    }
  }
  for (const Json& variable : Member(json, "env")) {
    if (variable.is_object()) {
      additions.env.push_back(
          {.name = Text(Member(variable, "name")), .value = Text(Member(variable, "value"))});
    }
  }
  for (const Json& param : Member(json, "params")) {
    if (param.is_object()) {
      additions.params.push_back({.name = Text(Member(param, "name")),
                                  .text = Text(Member(param, "text")),
                                  .json = Text(Member(param, "json"))});
    }
  }
  return additions;
}

}  // namespace executioner::standalone
