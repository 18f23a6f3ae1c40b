#include "tests/fakes/pods/run_invariants.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "tests/fakes/pods/job_order.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

std::string Label(const json& pod, std::string_view name) {
  return pod.at("metadata").value("labels", json::object()).value(name, "");
}

/// The job of an owner that a pod belongs to.
std::string JobOf(const json& pod) {
  return Label(pod, pods::kOwnerUidLabel) + "/" + Label(pod, pods::kJobLabel);
}

std::string AttemptOf(const json& pod) {
  return JobOf(pod) + " run " + Label(pod, pods::kRunLabel) + " attempt " +
         Label(pod, pods::kAttemptLabel);
}

/// By its phase, or because an attempt ends with the container "job".
bool HasEnded(const json& pod) {
  const std::string phase = pod.at("status").value("phase", "");
  const json statuses = pod.at("status").value("containerStatuses", json::array());
  return phase == "Succeeded" || phase == "Failed" ||
         std::any_of(statuses.begin(), statuses.end(), [](const json& status) {
           return status.at("name") == pods::kJobContainer &&
                  status.at("state").contains("terminated");
         });
}

bool IsLive(const json& pod) {
  const bool can_start =
      pod.at("spec").contains("nodeName") || !pod.at("metadata").contains("deletionTimestamp");
  return can_start && !HasEnded(pod);
}

bool HasFinalizer(const json& object, std::string_view finalizer) {
  const json list = object.at("metadata").value("finalizers", json::array());
  return std::find(list.begin(), list.end(), finalizer) != list.end();
}

bool IsTrue(const json& owner, std::string_view type) {
  const json status = owner.value("status", json::object());
  const json conditions = status.value("conditions", json::array());
  return std::any_of(conditions.begin(), conditions.end(), [&](const json& condition) {
    return condition.value("type", "") == type && condition.value("status", "") == "True";
  });
}

json StatusField(const json& owner, const char* field) {
  return owner.value("status", json::object()).value(field, json{});
}

}  // namespace

struct RunInvariants::State {
  /// A pod is what it was created as: anyone may change its labels later.
  void OnPod(const Change& change) {
    const json& pod = *change.object;
    const std::string uid = pod.at("metadata").at("uid").get<std::string>();
    const json annotations = pod.at("metadata").value("annotations", json::object());
    if (change.type == Change::Type::kAdded && !annotations.contains(kHostile) &&
        !Label(pod, pods::kOwnerUidLabel).empty()) {
      made.emplace(uid, pod.at("metadata").at("labels"));
    }
    const auto labels = made.find(uid);
    if (labels == made.end()) {
      return;  // a foreign one
    }
    json original = pod;
    original["metadata"]["labels"] = labels->second;
    const std::string attempt = AttemptOf(original);
    const std::string job = JobOf(original);
    if (change.type == Change::Type::kAdded && pods[attempt].insert(uid).second &&
        pods[attempt].size() > 1) {
      violations.push_back("another pod for " + attempt + ": " + change.key.name);
    }
    std::set<std::string>& alive = live[job];
    if (change.type == Change::Type::kDeleted || !IsLive(pod)) {
      alive.erase(uid);
    } else if (alive.insert(uid).second && alive.size() > 1) {
      violations.push_back(std::to_string(alive.size()) + " live pods of " + job);
    }
    max_live = std::max(max_live, alive.size());
    if (auto wrong = order.OnPod(original, change.type == Change::Type::kDeleted)) {
      violations.push_back(std::move(*wrong));
    }
    CheckRelease(change, original);
  }

  void CheckRelease(const Change& change, const json& original) {
    if (!recorded || change.previous == nullptr || !HasEnded(*change.previous) ||
        !HasFinalizer(*change.previous, pods::kRecordFinalizer) ||
        (change.type != Change::Type::kDeleted &&
         HasFinalizer(*change.object, pods::kRecordFinalizer))) {
      return;
    }
    const auto owner = owners.find(Label(original, pods::kOwnerUidLabel));
    if (owner != owners.end() && !owner->second->at("metadata").contains("deletionTimestamp") &&
        !recorded(*owner->second, original)) {
      violations.push_back("released before it was recorded: " + AttemptOf(original));
    }
  }

  void OnOwner(const Change& change) {
    const std::string uid = change.object->at("metadata").at("uid").get<std::string>();
    if (change.type == Change::Type::kDeleted) {
      owners.erase(uid);
      return;
    }
    owners[uid] = change.object;
    order.OnWorkflow(*change.object);
    const std::string name = change.key.ns + "/" + change.key.name;
    if (IsTrue(*change.object, "Complete") && IsTrue(*change.object, "Failed")) {
      violations.push_back(name + " is Complete and Failed");
    }
    if (change.previous == nullptr) {
      return;
    }
    const json& before = *change.previous;
    const json& after = *change.object;
    if (StatusField(before, "run") != StatusField(after, "run") ||
        StatusField(before, "attempt") != StatusField(after, "attempt")) {
      return;
    }
    for (const char* type : {"Complete", "Failed"}) {
      if (IsTrue(before, type) && !IsTrue(after, type)) {
        violations.push_back(name + " is no longer " + type);
      }
    }
    const json completed = StatusField(before, "completionTime");
    if (!completed.is_null() && completed != StatusField(after, "completionTime")) {
      violations.push_back(name + " completed twice");
    }
  }

  mutable std::mutex mutex;
  Recorded recorded;
  std::vector<std::string> violations;
  std::map<std::string, json> made;                   ///< labels of pods of ours, by uid
  std::map<std::string, std::set<std::string>> pods;  ///< uids, by attempt
  std::map<std::string, std::set<std::string>> live;  ///< uids, by job
  std::map<std::string, Object> owners;               ///< by uid
  JobOrder order;
  std::size_t max_live = 0;
};

RunInvariants::RunInvariants(FakeApiServer& server, Recorded recorded)
    : state_(std::make_shared<State>()) {
  state_->recorded = std::move(recorded);
  server.OnChange([state = state_](const Change& change) {
    const std::lock_guard lock(state->mutex);
    if (change.key.resource->plural == "pods") {
      state->OnPod(change);
    } else if (change.key.resource->custom) {
      state->OnOwner(change);
    }
  });
}

std::vector<std::string> RunInvariants::Violations() const {
  const std::lock_guard lock(state_->mutex);
  return state_->violations;
}

std::size_t RunInvariants::MaxLivePods() const {
  const std::lock_guard lock(state_->mutex);
  return state_->max_live;
}

std::vector<std::string> PodsWithFinalizer(FakeApiServer& server, std::string_view finalizer) {
  std::vector<std::string> names;
  for (const json& pod : server.Objects("/api/v1/pods")) {
    if (HasFinalizer(pod, finalizer)) {
      const json& metadata = pod.at("metadata");
      names.push_back(metadata.at("namespace").get<std::string>() + "/" +
                      metadata.at("name").get<std::string>());
    }
  }
  return names;
}

}  // namespace executioner::fakes
