#include "tests/bench/world.h"

#include <deque>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/resources.h"
#include "controller/kube/runtime.h"

namespace executioner::bench {
namespace {

constexpr std::size_t kInFlight = 64;

}  // namespace

World::World(Door& door, std::string ns, Kubelet kubelet) : door_(door), ns_(std::move(ns)) {
  door_.Client()
      .Create(kube::ResourcePath(kube::kNamespaces, ""),
              R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":")" + ns_ + R"("}})")
      .OrThrow();
  if (kubelet == Kubelet::kInstant) {
    kubelet_ = std::make_unique<InstantKubelet>(
        door_, own_, [this](const std::string& workflow, const std::string& job) {
          timeline_.PodEnded(workflow, job);
        });
  }
  watches_.push_back(std::make_unique<Watch>(door_, kube::kPods, ns_,
                                             [this](auto type, auto pod) { SeePod(type, pod); }));
  watches_.push_back(
      std::make_unique<Watch>(door_, pods::OwnerResource("Workflow"), ns_,
                              [this](auto, auto workflow) { SeeWorkflow(workflow); }));
}

void World::SeePod(std::string_view type, std::string_view pod) {
  if (type == "ADDED") {
    timeline_.PodSeen(StringAt(pod, {"metadata", "labels", pods::kWorkflowLabel}),
                      StringAt(pod, {"metadata", "labels", pods::kJobLabel}));
    if (kubelet_) {
      kubelet_->Take(pod);
    }
  } else if (!StringAt(pod, {"metadata", "labels", pods::kReleasedLabel}).empty()) {
    timeline_.PodReleased(StringAt(pod, {"metadata", "uid"}));
  }
}

void World::SeeWorkflow(std::string_view workflow) {
  const std::string phase = StringAt(workflow, {"status", "phase"});
  if (phase == "Succeeded" || phase == "Failed" || phase == "Cancelled") {
    timeline_.WorkflowFinished(StringAt(workflow, {"metadata", "name"}));
  }
}

void World::CreateWorkflows(const std::string& spec, int count) {
  const std::string path = kube::ResourcePath(pods::OwnerResource("Workflow"), ns_);
  std::deque<kube::PendingResult> in_flight;
  for (int i = 0; i < count || !in_flight.empty();) {
    if (i < count && in_flight.size() < kInFlight) {
      in_flight.push_back(
          door_.Client().StartCreate(path, WorkflowOf("w-" + std::to_string(i), spec)));
      own_.Count("POST workflows");
      ++i;
    } else {
      door_.Client().Finish(std::move(in_flight.front())).OrThrow();
      in_flight.pop_front();
    }
  }
}

bool World::AwaitQuiet(std::chrono::seconds quiet) {
  constexpr int kRounds = 30;
  long before = Total(Count());
  for (int round = 0; round < kRounds; ++round) {
    kube::WaitFor(quiet, {});
    const long now = Total(Count());
    if (now == before) {
      return true;
    }
    before = now;
  }
  return false;
}

}  // namespace executioner::bench
