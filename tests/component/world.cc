#include "tests/component/world.h"

#include <utility>

#include "controller/adapters/kube/client.h"
#include "controller/engine/ports/metrics_collector.h"

namespace executioner::component {
namespace {

constexpr std::string_view kFinalizer = "executioner.dev/record";

class NoMetrics : public engine::MetricsCollector {
 public:
  void RecordRunFinished(std::string_view, domain::RunPhase, base::Duration) override {}

  void RecordJobFinished(domain::JobPhase, base::Duration) override {}

  void RecordAttempt(domain::Reason, bool) override {}

  void RecordLaunch(std::string_view) override {}

  void RecordStatusWrite(std::string_view, std::size_t) override {}
};

/// Retries of the runtime come at once: nothing in a test waits for a back-off.
bool NoWait(base::Duration, const std::stop_token& stop) {
  std::this_thread::yield();
  return !stop.stop_requested();
}

bool HasCondition(const json& object, std::string_view type) {
  const json conditions = object.value("/status/conditions"_json_pointer, json::array());
  return std::any_of(conditions.begin(), conditions.end(), [&](const json& one) {
    return one.value("type", "") == type && one.value("status", "") == "True";
  });
}

/// Whether the owner's status holds the outcome of an ended pod.
bool IsRecorded(const json& owner, const json& pod) {
  const json& labels = pod["metadata"]["labels"];
  const int run = std::stoi(labels.value("executioner.dev/run", "0"));
  const int attempt = std::stoi(labels.value("executioner.dev/attempt", "0"));
  if (owner.value("/status/run"_json_pointer, 1) > run) {
    return true;
  }
  const json job = World::JobOf(owner, labels.value("executioner.dev/job", ""));
  if (job.is_null() || job.value("attempts", 0) < attempt) {
    return false;
  }
  const std::string phase = job.value("phase", "");
  return job.value("attempts", 0) > attempt || phase == "Succeeded" || phase == "Failed" ||
         phase == "Retrying" || phase == "Cancelled";
}

}  // namespace

struct World::Process {
  Process(World& world)
      : runtime{world.clock, {}, NoWait},
        client(world.server, runtime),
        controller(client, world.server, metrics, world.options, {}, runtime),
        thread([this](const std::stop_token& stop) { controller.Run(stop); }) {
    client.StopWith(thread.get_stop_token());
  }

  kube::Runtime runtime;
  NoMetrics metrics;
  kube::Client client;
  reconcile::Controller controller;
  std::jthread thread;
};

World::World(bool with_controller)
    : server(clock), kubelet(server, clock), invariants(server, IsRecorded) {
  options.leader_elect = false;
  options.workers = 4;
  options.pods.runner_image = "runner:1";
  kubelet.Start();
  if (with_controller) {
    StartController();
  }
}

World::~World() {
  StopController();
  kubelet.Stop();
}

void World::StartController() {
  process_ = std::make_unique<Process>(*this);
}

void World::StopController() {
  process_.reset();
}

bool World::KillAfterWrites(int k, const std::function<bool()>& done) {
  server.KillAfterWrites(k);
  server.Await([&] { return server.IsDead() || done(); });
  const bool killed = server.IsDead();
  server.KillAfterWrites(0);
  StopController();
  server.Revive();
  return killed;
}

std::string World::Path(std::string_view plural, const std::string& name) {
  const bool core = plural == "pods";
  return std::string(core ? "/api/v1" : "/apis/executioner.dev/v1alpha1") + "/namespaces/" +
         std::string(kNamespace) + "/" + std::string(plural) + (name.empty() ? "" : "/" + name);
}

json World::CreateWorkflow(const std::string& name, json spec) {
  return server.CreateObject(Path("workflows"),
                             {{"apiVersion", "executioner.dev/v1alpha1"},
                              {"kind", "Workflow"},
                              {"metadata", {{"name", name}, {"namespace", kNamespace}}},
                              {"spec", std::move(spec)}});
}

json World::CreateJob(const std::string& name, json spec) {
  return server.CreateObject(Path("jobs"),
                             {{"apiVersion", "executioner.dev/v1alpha1"},
                              {"kind", "Job"},
                              {"metadata", {{"name", name}, {"namespace", kNamespace}}},
                              {"spec", std::move(spec)}});
}

json World::Get(std::string_view plural, const std::string& name) {
  return server.Object(Path(plural, name));
}

void World::Edit(std::string_view plural, const std::string& name, const json& patch) {
  server.MergeObject(Path(plural, name), patch);
}

void World::Delete(std::string_view plural, const std::string& name, const json& options_json) {
  server.DeleteObject(Path(plural, name), options_json);
}

json World::AwaitFinished(const std::string& name, std::string_view plural) {
  server.Await([&] {
    const json object = Get(plural, name);
    return HasCondition(object, "Finished") && object["status"].value("observedGeneration", -1) ==
                                                   object["metadata"].value("generation", 0);
  });
  json object = Get(plural, name);
  if (!HasCondition(object, "Finished")) {
    object["unfinishedPhase"] = object["status"].value("phase", "");
    object["status"]["phase"] = "";
  }
  return object;
}

bool World::AwaitPhase(const std::string& workflow, const std::string& phase) {
  return server.Await([&] {
    return Workflow(workflow).value("/status/phase"_json_pointer, std::string()) == phase;
  });
}

bool World::AwaitJobPhase(const std::string& workflow, const std::string& job,
                          const std::string& phase) {
  return server.Await(
      [&] { return JobOf(Workflow(workflow), job).value("phase", std::string()) == phase; });
}

bool World::AwaitReleased() {
  return server.Await([&] { return fakes::PodsWithFinalizer(server, kFinalizer).empty(); });
}

bool World::AwaitQuiet() {
  return server.AwaitDelivery();
}

std::vector<json> World::Pods() {
  return server.Objects(Path("pods"));
}

json World::JobOf(const json& workflow, const std::string& job) {
  for (const json& one : workflow.value("/status/jobs"_json_pointer, json::array())) {
    if (one.value("name", "") == job) {
      return one;
    }
  }
  return json::object();
}

json Job(const std::string& name, std::vector<std::string> depends_on, json more) {
  json job = {{"name", name}, {"image", "busybox:1.36"}, {"command", {"true"}}};
  if (!depends_on.empty()) {
    job["dependsOn"] = std::move(depends_on);
  }
  job.update(more);
  return job;
}

json Spec(std::vector<json> jobs, json more) {
  json spec = {{"jobs", std::move(jobs)}};
  spec.update(more);
  return spec;
}

}  // namespace executioner::component
