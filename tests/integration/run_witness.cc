#include "tests/integration/run_witness.h"

#include <algorithm>
#include <chrono>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod.h"
#include "tests/integration/scripted_kubelet.h"

namespace executioner::tests {
namespace {

constexpr std::chrono::seconds kLongEnough{120};

bool IsTrue(const json& object, std::string_view condition) {
  const json conditions = object.value("/status/conditions"_json_pointer, json::array());
  return std::any_of(conditions.begin(), conditions.end(), [&](const json& one) {
    return one.at("type") == condition && one.at("status") == "True";
  });
}

bool HasFinalizer(const json& pod) {
  const json finalizers = pod.at("metadata").value("finalizers", json::array());
  return std::find(finalizers.begin(), finalizers.end(), pods::kRecordFinalizer) !=
         finalizers.end();
}

}  // namespace

bool IsOfARun(const json& pod) {
  const json annotations = pod.at("metadata").value("annotations", json::object());
  return pods::DecodePod(pod.dump()).identity && !annotations.contains(kHostile);
}

void RunWitness::SeePod(std::string_view type, const json& pod) {
  const std::string phase = pod.value("/status/phase"_json_pointer, "");
  const bool gone = type == "DELETED";
  const std::string uid = pod.at("metadata").at("uid");
  PodSeen now{.job = LabelOf(pod, pods::kJobLabel),
              .attempt = LabelOf(pod, pods::kAttemptLabel),
              .phase = phase,
              .live = !gone && phase != "Succeeded" && phase != "Failed",
              .held = !gone && HasFinalizer(pod)};
  const std::scoped_lock lock(mutex_);
  ++events_;
  changed_.notify_all();
  const auto known = pods_.find(uid);
  if (known != pods_.end()) {  // anybody may change the labels of a pod: what it was made as counts
    now.job = known->second.job;
    now.attempt = known->second.attempt;
  } else if (!IsOfARun(pod)) {
    return;
  }
  CheckPod(uid, now);
  pods_[uid] = now;
}

void RunWitness::CheckPod(const std::string& uid, const PodSeen& pod) {
  if (pods_.contains(uid)) {
    return;
  }
  for (const auto& [other_uid, other] : pods_) {
    if (other.job != pod.job) {
      continue;
    }
    if (other.live && pod.live) {
      violations_.push_back("two live pods of job " + pod.job);
    }
    if (other.attempt == pod.attempt) {
      violations_.push_back("two pods for attempt " + pod.attempt + " of job " + pod.job);
    }
  }
}

void RunWitness::SeeWorkflow(std::string_view type, const json& workflow) {
  const std::string name = workflow.at("metadata").at("name");
  const std::scoped_lock lock(mutex_);
  ++events_;
  for (const json& job : workflow.value("/status/jobs"_json_pointer, json::array())) {
    const std::string key = name + "/" + job.at("name").get<std::string>();
    const int attempts = job.value("attempts", 0);
    if (attempts < attempts_[key]) {
      violations_.push_back("attempts of " + key + " fell to " + std::to_string(attempts));
    }
    attempts_[key] = attempts;
  }
  const auto before = finished_.find(name);
  if (type != "DELETED" && before != finished_.end()) {
    const auto outcome = [](const json& object) {
      const json& status = object.at("status");
      return std::pair{status.value("phase", ""), status.value("completionTime", "")};
    };
    if (outcome(before->second) != outcome(workflow)) {
      violations_.push_back("workflow " + name + " changed after it had finished");
    }
  }
  if (IsTrue(workflow, "Finished")) {
    finished_[name] = workflow;
  }
  changed_.notify_all();
}

std::vector<std::string> RunWitness::Violations() const {
  const std::scoped_lock lock(mutex_);
  return violations_;
}

int RunWitness::Events() const {
  const std::scoped_lock lock(mutex_);
  return events_;
}

std::size_t RunWitness::PodsOf(const std::string& job) const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::count_if(
      pods_.begin(), pods_.end(), [&](const auto& entry) { return entry.second.job == job; }));
}

bool RunWitness::Await(const std::function<bool()>& done) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kLongEnough, done);
}

json RunWitness::AwaitFinished(const std::string& workflow) const {
  const bool came = Await([&] { return finished_.contains(workflow); });
  const std::scoped_lock lock(mutex_);
  return came ? finished_.at(workflow) : json();
}

bool RunWitness::IsFinished(const std::string& workflow) const {
  const std::scoped_lock lock(mutex_);
  return finished_.contains(workflow);
}

bool RunWitness::AwaitEvents(int count) const {
  return Await([&] { return events_ >= count; });
}

bool RunWitness::AwaitRunning(const std::string& job) const {
  return Await([&] {
    return std::any_of(pods_.begin(), pods_.end(), [&](const auto& entry) {
      return entry.second.job == job && entry.second.phase == "Running";
    });
  });
}

bool RunWitness::AwaitReleased() const {
  return Await([&] {
    return std::none_of(pods_.begin(), pods_.end(),
                        [](const auto& entry) { return entry.second.held; });
  });
}

}  // namespace executioner::tests
