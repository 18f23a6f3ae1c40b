/// \file
/// Pods for the tests of what makes and reads them: a plan of one job, a pod's JSON piece by piece.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "controller/adapters/pods/pod.h"
#include "controller/adapters/pods/pod_builder.h"
#include "controller/engine/bind_attempt.h"

namespace executioner::pods::testing {

/// The Workflow "etl" of namespace "team-a".
inline Owner Etl() {
  return {.kind = "Workflow", .ns = "team-a", .name = "etl", .uid = "6f1c0c7e-0000-4000-8000-1"};
}

inline PodSettings ImageVolume() {
  return {.runner_image = "example.com/executioner-runner:1",
          .injection = RunnerInjection::kImageVolume};
}

/// A plan of the single job "load".
inline domain::Plan PlanOf(domain::JobTemplate work) {
  domain::WorkflowSpec spec;
  spec.jobs = {{.name = "load", .work = std::move(work)}};
  return domain::MakePlan(spec, "4be2");
}

/// An attempt of that job.
inline domain::ConcreteWork Bound(domain::JobTemplate work, const Owner& owner = Etl(),
                                  AttemptId id = {}) {
  return std::get<domain::ConcreteWork>(domain::Bind(PlanOf(std::move(work)), domain::NodeId{},
                                                     engine::ValuesOf(owner, id.run, id.attempt)));
}

inline nlohmann::json Build(domain::JobTemplate work, const PodSettings& settings = ImageVolume(),
                            const Owner& owner = Etl()) {
  return nlohmann::json::parse(BuildPod(owner, Bound(std::move(work), owner), settings));
}

/// The container that runs the job.
inline nlohmann::json BuildContainer(domain::JobTemplate work) {
  return Build(std::move(work)).at("spec").at("containers").at(0);
}

/// What a program in the container reads of a variable of the pod: `$$` halved, as a kubelet does.
/// Every `$` of the value must be doubled; "?" marks one that is not.
inline std::string Halved(const std::string& value) {
  std::string halved;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] == '$' && value.substr(at, 2) != "$$") {
      halved += '?';
      continue;
    }
    halved += value[at];
    at += value[at] == '$' ? 1U : 0U;
  }
  return halved;
}

/// The value of a variable, "" when there is none.
inline std::string Variable(const nlohmann::json& container, const std::string& name) {
  for (const nlohmann::json& variable : container.at("env")) {
    if (variable.at("name") == name) {
      return variable.value("value", "");
    }
  }
  return {};
}

/// What the runner reads in the container.
inline nlohmann::json RunnerSpecOf(const nlohmann::json& container) {
  return nlohmann::json::parse(Halved(Variable(container, "EXECUTIONER_SPEC")));
}

/// A bound pod of ours in this phase.
inline nlohmann::json PodJson(const std::string& phase) {
  return {{"metadata",
           {{"name", "etl-load-1-1-9f2c41aa07"},
            {"namespace", "team-a"},
            {"uid", "pod-uid"},
            {"creationTimestamp", "2026-11-24T08:00:00Z"}}},
          {"spec", {{"nodeName", "n1"}, {"containers", {{{"name", "job"}}}}}},
          {"status", {{"phase", phase}}}};
}

/// The state of the container "job".
inline nlohmann::json WithState(nlohmann::json pod, nlohmann::json state) {
  pod["status"]["containerStatuses"] = {{{"name", "job"}, {"state", std::move(state)}}};
  return pod;
}

/// A failed pod whose container ended so at 08:05:00.
inline nlohmann::json Ended(int exit_code, const std::string& reason,
                            const std::string& message = {}) {
  return WithState(PodJson("Failed"), {{"terminated",
                                        {{"exitCode", exit_code},
                                         {"reason", reason},
                                         {"message", message},
                                         {"startedAt", "2026-11-24T08:04:00Z"},
                                         {"finishedAt", "2026-11-24T08:05:00Z"}}}});
}

inline Pod Decoded(const nlohmann::json& pod) {
  return DecodePod(pod.dump());
}

}  // namespace executioner::pods::testing
