/// \file
/// Shared parts of the tests of the Kubernetes client: a runtime whose waits return immediately and
/// advance the clock, and a small kind of object with its JSON.
#pragma once

#include <algorithm>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/kube/object_meta.h"
#include "controller/kube/runtime.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::kube {

/// A manual clock, which waits advance.
struct FakeRuntime {
  fakes::ManualClock clock = fakes::ManualClock();
  std::vector<base::Duration> waits = {};  ///< in order
  std::vector<std::string> log = {};       ///< messages, in order

  Runtime Make() {
    return {.clock = clock,
            .log = [this](LogLevel, std::string_view message,
                          const LogFields&) { log.emplace_back(message); },
            .wait =
                [this](base::Duration delay, const std::stop_token& stop) {
                  waits.push_back(delay);
                  clock.Advance(delay);
                  return !stop.stop_requested();
                }};
  }

  std::size_t Logged(std::string_view message) const {
    return static_cast<std::size_t>(std::count(log.begin(), log.end(), message));
  }
};

/// A kind with one field.
struct Thing {
  ObjectMeta meta = {};
  std::string color = {};
};

/// Makes an object from "ns/name".
inline Thing MakeThing(std::string_view name, std::string_view version, std::string_view color = "",
                       std::string_view uid = "") {
  Thing thing;
  thing.meta.ns = "ns";
  thing.meta.name = name;
  thing.meta.uid = uid.empty() ? name : uid;
  thing.meta.resource_version = version;
  thing.color = color;
  return thing;
}

inline std::string ThingJson(std::string_view name, std::string_view version,
                             std::string_view color = "") {
  const nlohmann::json json{
      {"kind", "Thing"},
      {"metadata",
       {{"namespace", "ns"}, {"name", name}, {"uid", name}, {"resourceVersion", version}}},
      {"color", color}};
  return json.dump();
}

/// Decodes metadata with all labels and annotations.
inline ObjectMeta DecodeMeta(const nlohmann::json& object) {
  const auto all = [](std::string_view) { return true; };
  return ReadMeta(object.contains("metadata") ? object["metadata"].dump() : "", all, all);
}

/// \throws nlohmann::json::exception  if the object is not JSON or its color is not a string
inline Thing DecodeThing(std::string_view text) {
  const nlohmann::json json = nlohmann::json::parse(text);
  return {.meta = DecodeMeta(json), .color = json.value("color", "")};
}

inline std::string EventLine(std::string_view type, const std::string& object) {
  return R"({"type":")" + std::string(type) + R"(","object":)" + object + "}";
}

inline std::string BookmarkLine(std::string_view version, bool initial_events_end = false) {
  const std::string annotations =
      initial_events_end ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : "";
  return EventLine("BOOKMARK", R"({"kind":"Thing","metadata":{"resourceVersion":")" +
                                   std::string(version) + "\"" + annotations + "}}");
}

inline std::string StatusJson(int code, std::string_view reason, std::string_view message = "",
                              std::string_view cause = "") {
  nlohmann::json json{{"kind", "Status"},
                      {"apiVersion", "v1"},
                      {"status", "Failure"},
                      {"message", message},
                      {"reason", reason},
                      {"code", code},
                      {"details", nlohmann::json::object()}};
  if (!cause.empty()) {
    json["details"]["causes"] = nlohmann::json::array({{{"reason", cause}}});
  }
  return json.dump();
}

inline std::string ListJson(std::string_view version, const std::vector<std::string>& items,
                            std::string_view token = "") {
  std::string text;
  for (const std::string& item : items) {
    text += (text.empty() ? "" : ",") + item;
  }
  const std::string next = token.empty() ? "" : R"(,"continue":")" + std::string(token) + "\"";
  return R"({"kind":"ThingList","apiVersion":"v1","metadata":{"resourceVersion":")" +
         std::string(version) + "\"" + next + R"(},"items":[)" + text + "]}";
}

}  // namespace executioner::kube
