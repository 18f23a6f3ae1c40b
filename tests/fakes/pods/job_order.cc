#include "tests/fakes/pods/job_order.h"

#include <algorithm>

#include "controller/adapters/pods/names.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

std::string ControllerOf(const json& pod) {
  const json owners = pod.at("metadata").value("ownerReferences", json::array());
  const auto owner = std::ranges::find_if(
      owners, [](const json& each) { return each.value("controller", false); });
  return owner == owners.end() ? "" : owner->value("uid", "");
}

bool IsRunning(const json& pod) {
  const json status = pod.value("status", json::object());
  const std::string phase = status.value("phase", "");
  const json containers = status.value("containerStatuses", json::array());
  const bool job_ended = std::ranges::any_of(containers, [](const json& container) {
    return container.value("name", "") == "job" &&
           container.value("state", json::object()).contains("terminated");
  });
  return phase == "Running" && !job_ended;
}

/// Objects of any shape are stored: what is not a text counts as absent.
std::string TextOf(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json ListOf(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_array() ? *found : json::array();
}

std::vector<std::string> DependenciesOf(const json& job) {
  std::vector<std::string> names;
  for (const json& name : ListOf(job, "dependsOn")) {
    if (name.is_string()) {
      names.push_back(name.get<std::string>());
    }
  }
  return names;
}

bool OutlivesFailure(const json& job) {
  const std::string given = TextOf(job, "trigger");
  const std::string trigger = given.empty() ? "AllSucceeded" : given;
  return trigger != "AllSucceeded" && trigger != "NoneFailed";
}

}  // namespace

void JobOrder::OnWorkflow(const json& workflow) {
  const json& metadata = workflow.at("metadata");
  Workflow& known = workflows_[metadata.at("uid").get<std::string>()];
  const json generation = metadata.value("generation", json{});
  if (known.generation == generation && !generation.is_null()) {
    return;
  }
  known.generation = generation;
  known.jobs.clear();
  const json jobs = ListOf(workflow.value("spec", json{}), "jobs");
  if (std::ranges::none_of(jobs, OutlivesFailure)) {
    return;
  }
  for (const json& job : jobs) {
    known.jobs[TextOf(job, "name")] = {DependenciesOf(job), OutlivesFailure(job)};
  }
}

std::optional<std::string> JobOrder::RunningBefore(const Workflow& workflow,
                                                   const std::string& name) {
  std::vector<std::string> open{name};
  std::set<std::string> seen{name};
  while (!open.empty()) {
    const auto job = workflow.jobs.find(open.back());
    open.pop_back();
    if (job == workflow.jobs.end()) {
      continue;
    }
    for (const std::string& before : job->second.depends_on) {
      const auto pods = workflow.pods.find(before);
      if (pods != workflow.pods.end() && !pods->second.empty()) {
        return before;
      }
      if (seen.insert(before).second) {
        open.push_back(before);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> JobOrder::OnPod(const json& pod, bool gone) {
  const auto found = workflows_.find(ControllerOf(pod));
  if (found == workflows_.end() || found->second.jobs.empty()) {
    return std::nullopt;
  }
  Workflow& workflow = found->second;
  const json& metadata = pod.at("metadata");
  const std::string name =
      metadata.value("labels", json::object()).value(std::string(pods::kJobLabel), "");
  const auto job = workflow.jobs.find(name);
  if (job == workflow.jobs.end()) {
    return std::nullopt;
  }
  std::set<std::string>& pods = workflow.pods[name];
  const std::string uid = metadata.at("uid").get<std::string>();
  const bool begins = !gone && IsRunning(pod) && pods.insert(uid).second;
  if (gone || !IsRunning(pod)) {
    pods.erase(uid);
  }
  if (pods.empty()) {
    workflow.late.erase(name);
  } else if (job->second.outlives_failure) {
    workflow.late.insert(name);
  }
  if (!begins) {
    return std::nullopt;
  }
  for (const std::string& late : workflow.late) {
    if (const auto before = RunningBefore(workflow, late)) {
      return "job " + late + " runs beside " + *before + ", which comes before it";
    }
  }
  return std::nullopt;
}

}  // namespace executioner::fakes
