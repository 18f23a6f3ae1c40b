#include "controller/cli/execute_run.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "controller/adapters/local/orphans.h"
#include "controller/cli/progress.h"

namespace executioner::cli {
namespace {

using Json = nlohmann::json;

int CodeOf(const standalone::RunEnd& end) {
  if (end.signal != 0) {
    return kSignalBase + end.signal;
  }
  return end.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

}  // namespace

int ExecuteRun(const Context& context, State& state, engine::Execution execution,
               const standalone::Additions& additions, const std::string& working_dir,
               const local::RunLock& /*lock*/) {
  const std::int64_t run = engine::RunNumber(execution.owner);
  const local::RunFolder folder(state.path, run);
  standalone::StopSignals signals;
  Progress progress(context, folder);
  domain::Environment inherited = context.environment;
  inherited[local::kStateVariable] = state.path;
  local::ProcessJobRunner runner({.runner = context.runner,
                                  .working_dir = working_dir,
                                  .inherited = std::move(inherited),
                                  .extra = additions.env},
                                 folder, *state.history, *context.clock);
  runner.on_attempt = [&](const engine::AttemptRecord& attempt) { progress.Attempt(attempt); };
  progress.Begin(execution);
  const standalone::RunEnd end = standalone::RunToEnd(execution, runner, *state.history, signals,
                                                      *context.clock, progress.Listener());
  progress.End(end, run);
  return CodeOf(end);
}

std::string ManifestOf(const standalone::CheckedObject& checked) {
  const manifest::ManifestObject& object = checked.object;
  return R"({"apiVersion":)" + Json(object.api_version).dump() + R"(,"kind":)" +
         Json(object.kind).dump() + R"(,"metadata":{"name":)" + Json(object.name).dump() +
         R"(},"spec":)" + object.spec_json + "}";
}

std::string AdditionsText(const standalone::Additions& additions) {
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
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

standalone::Additions ReadAdditions(const std::string& text) {
  standalone::Additions additions;
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) {
    return additions;
  }
  additions.skip = json.value("skip", additions.skip);
  if (json.contains("parallelism")) {
    additions.parallelism = json["parallelism"].get<int>();
  }
  if (json.contains("failurePolicy")) {
    additions.failure_policy = static_cast<domain::FailurePolicy>(json["failurePolicy"].get<int>());
  }
  for (const Json& variable : json.value("env", Json::array())) {
    additions.env.push_back(
        {.name = variable.value("name", ""), .value = variable.value("value", "")});
  }
  return additions;
}

}  // namespace executioner::cli
