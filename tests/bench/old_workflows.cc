#include "tests/bench/old_workflows.h"

#include <mutex>
#include <stdexcept>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/pod_name.h"
#include "controller/adapters/pods/resources.h"
#include "controller/adapters/pods/status_json.h"
#include "controller/adapters/pods/status_store.h"
#include "controller/domain/plan.h"
#include "controller/domain/status.h"
#include "controller/engine/bind_attempt.h"
#include "controller/manifest/json_codec.h"
#include "tests/bench/shape.h"
#include "tests/bench/watch.h"
#include "tests/bench/writers.h"

namespace executioner::bench {
namespace {

constexpr int kWriters = 32;

class Maker {
 public:
  Maker(Door& door, std::string ns) : door_(door), ns_(std::move(ns)), spec_(SpecOf(Chain(1))) {
    const manifest::SpecResult read = manifest::ReadWorkflow(spec_);
    plan_ = domain::MakePlan(read.spec, read.spec_hash);
  }

  void Make(const std::string& name, bool finished) {
    const std::string path = kube::ResourcePath(pods::OwnerResource("Workflow"), ns_);
    const auto workflow = door_.Client().Create(path, WorkflowOf(name, spec_));
    Expect(workflow);
    const pods::Owner owner{.kind = "Workflow",
                            .ns = ns_,
                            .name = name,
                            .uid = StringAt(workflow.body, {"metadata", "uid"})};
    Expect(door_.Client().Patch(
        kube::ResourcePath(pods::OwnerResource("Workflow"), ns_, name, "status"),
        kube::PatchType::kJson,
        pods::StatusPatch(StringAt(workflow.body, {"metadata", "resourceVersion"}),
                          pods::EncodeStatus(StatusOf(owner, finished), false))));
    if (!finished) {
      Expect(door_.Client().Create(
          kube::ResourcePath(kube::kPods, ns_),
          pods::BuildPod(owner,
                         std::get<domain::ConcreteWork>(
                             domain::Bind(plan_, domain::NodeId{}, engine::ValuesOf(owner, 1, 1))),
                         {.runner_image = "executioner-runner:bench"})));
    }
  }

  /// \throws std::runtime_error  with the first refusal
  void ThrowFailure() const {
    if (!failure_.empty()) {
      throw std::runtime_error(failure_);
    }
  }

 private:
  domain::Status StatusOf(const pods::Owner& owner, bool finished) const {
    const auto now = std::chrono::floor<std::chrono::seconds>(door_.Clock().Now());
    const auto phase = finished ? domain::RunPhase::kSucceeded : domain::RunPhase::kRunning;
    domain::Status status{
        .observed_generation = 1,
        .phase = phase,
        .reason = finished ? domain::Reason::kCompleted : domain::Reason::kNone,
        .spec_hash = plan_.SpecHash(),
        .start_time = now,
        .counts = {.total = 1, .running = finished ? 0 : 1, .succeeded = finished ? 1 : 0}};
    status.conditions = domain::MakeConditions({phase, status.reason, ""}, {}, 1, now);
    domain::JobStatus job{
        {.phase = finished ? domain::JobPhase::kSucceeded : domain::JobPhase::kRunning,
         .reason = status.reason,
         .attempts = 1,
         .start_time = now,
         .pod = pods::PodName(owner, plan_.Jobs().front().name, {})},
        plan_.Jobs().front().name};
    if (finished) {
      status.completion_time = now;
      job.completion_time = now;
      job.exit_code = 0;
    }
    status.jobs.push_back(std::move(job));
    return status;
  }

  void Expect(const kube::ApiResult& result) {
    if (!result.ok) {
      const std::scoped_lock lock(mutex_);
      failure_ = result.status.message;
    }
  }

  Door& door_;
  const std::string ns_;
  const std::string spec_;
  domain::Plan plan_;
  std::mutex mutex_;
  std::string failure_;  // guarded by mutex_
};

}  // namespace

void CreateOldWorkflows(Door& door, const std::string& ns, OldCounts counts) {
  Maker maker(door, ns);
  {
    Writers writers(kWriters);
    for (int i = 0; i < counts.finished; ++i) {
      writers.Do([&maker, i] { maker.Make("finished-" + std::to_string(i), true); });
    }
    for (int i = 0; i < counts.running; ++i) {
      writers.Do([&maker, i] { maker.Make("running-" + std::to_string(i), false); });
    }
    writers.Drain();
  }
  maker.ThrowFailure();
}

}  // namespace executioner::bench
