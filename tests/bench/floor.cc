#include "tests/bench/floor.h"

#include <csignal>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <pthread.h>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/resources.h"
#include "controller/adapters/pods/status_json.h"
#include "controller/adapters/pods/status_store.h"
#include "controller/base/json_span.h"
#include "controller/domain/plan.h"
#include "controller/domain/status.h"
#include "controller/engine/bind_attempt.h"
#include "controller/manifest/json_codec.h"
#include "tests/bench/watch.h"
#include "tests/bench/writers.h"

namespace executioner::bench {
namespace {

constexpr int kWriters = 32;
constexpr std::string_view kFinalizer = R"("finalizers":["executioner.dev/record"],)";

using PlanPtr = std::shared_ptr<const domain::Plan>;

/// One workflow and how far it is.
struct FloorRun {
  pods::Owner owner = {};
  std::string resource_version = {};
  PlanPtr plan = {};
  /// Dependencies that have not succeeded.
  domain::IdVector<domain::NodeId, std::size_t> missing = {};
  std::size_t unfinished = 0;
};

class Floor {
 public:
  Floor(const std::string& kubeconfig, const std::string& ns)
      : door_(kubeconfig),
        writers_(kWriters),
        pods_(door_, kube::kPods, ns, [this](auto type, auto pod) { SeePod(type, pod); }),
        workflows_(door_, pods::OwnerResource("Workflow"), ns,
                   [this](auto type, auto workflow) { SeeWorkflow(type, workflow); }) {}

 private:
  void SeeWorkflow(std::string_view type, std::string_view workflow);
  void SeePod(std::string_view type, std::string_view pod);
  PlanPtr PlanOf(std::string_view spec);
  void Create(const FloorRun& run, domain::NodeId node);
  void Finish(const FloorRun& run);

  Door door_;
  std::mutex mutex_;
  std::map<std::string, PlanPtr, std::less<>> plans_;  // by spec; guarded by mutex_, as runs_
  std::map<std::string, FloorRun> runs_;               // by the workflow's name
  Writers writers_;
  Watch pods_;
  Watch workflows_;
};

PlanPtr Floor::PlanOf(std::string_view spec) {
  const auto known = plans_.find(spec);
  if (known != plans_.end()) {
    return known->second;
  }
  const manifest::SpecResult read = manifest::ReadWorkflow(spec);
  auto plan = std::make_shared<const domain::Plan>(domain::MakePlan(read.spec, read.spec_hash));
  plans_.emplace(spec, plan);
  return plan;
}

void Floor::SeeWorkflow(std::string_view type, std::string_view workflow) {
  if (type != "ADDED") {
    return;
  }
  const std::scoped_lock lock(mutex_);
  FloorRun run;
  run.owner = {.kind = "Workflow",
               .ns = StringAt(workflow, {"metadata", "namespace"}),
               .name = StringAt(workflow, {"metadata", "name"}),
               .uid = StringAt(workflow, {"metadata", "uid"})};
  run.resource_version = StringAt(workflow, {"metadata", "resourceVersion"});
  run.plan = PlanOf(base::FindMember(workflow, "spec").value_or("{}"));
  run.unfinished = run.plan->Jobs().size();
  for (const domain::PlannedJob& job : run.plan->Jobs()) {
    run.missing.push_back(job.dependencies.size());
  }
  for (const domain::NodeId node : run.missing.Ids()) {
    if (run.missing[node] == 0) {
      Create(run, node);
    }
  }
  runs_[run.owner.name] = std::move(run);
}

void Floor::SeePod(std::string_view type, std::string_view pod) {
  if (type != "MODIFIED" || StringAt(pod, {"status", "phase"}) != "Succeeded") {
    return;
  }
  const std::scoped_lock lock(mutex_);
  const auto found = runs_.find(StringAt(pod, {"metadata", "labels", pods::kWorkflowLabel}));
  if (found == runs_.end()) {
    return;
  }
  FloorRun& run = found->second;
  const auto ended = run.plan->Find(StringAt(pod, {"metadata", "labels", pods::kJobLabel}));
  for (const domain::NodeId node : run.plan->Job(ended.value()).dependents) {
    if (--run.missing[node] == 0) {
      Create(run, node);
    }
  }
  if (--run.unfinished == 0) {
    Finish(run);
  }
}

void Floor::Create(const FloorRun& run, domain::NodeId node) {
  writers_.Do([this, owner = run.owner, plan = run.plan, node] {
    std::string pod = pods::BuildPod(
        owner,
        std::get<domain::ConcreteWork>(domain::Bind(*plan, node, engine::ValuesOf(owner, 1, 1))),
        {.runner_image = "executioner-runner:bench"});
    const std::size_t finalizer = pod.find(kFinalizer);
    if (finalizer == std::string::npos) {
      throw std::logic_error("the pod has no finalizer to leave out: adapt floor.cc");
    }
    pod.erase(finalizer, kFinalizer.size());
    const kube::ApiResult result =
        door_.Client().Create(kube::ResourcePath(kube::kPods, owner.ns), std::move(pod));
    if (!result.ok) {
      std::fprintf(stderr, "floor: %s\n", result.status.message.c_str());
    }
  });
}

void Floor::Finish(const FloorRun& run) {
  writers_.Do([this, owner = run.owner, version = run.resource_version] {
    const domain::Status status = domain::MakeBareStatus(
        {domain::RunPhase::kSucceeded, domain::Reason::kCompleted, ""}, {}, 1, door_.Clock().Now());
    const kube::ApiResult result = door_.Client().Patch(
        kube::ResourcePath(pods::OwnerResource("Workflow"), owner.ns, owner.name, "status"),
        kube::PatchType::kJson, pods::StatusPatch(version, pods::EncodeStatus(status, false)));
    if (!result.ok) {
      std::fprintf(stderr, "floor: %s\n", result.status.message.c_str());
    }
  });
}

}  // namespace

int RunFloor(const std::string& kubeconfig, const std::string& ns) {
  sigset_t signals{};
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const Floor floor(kubeconfig, ns);
  std::fprintf(stderr, "%s\n", kFloorReady);
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace executioner::bench
