#include "tests/component/world.h"

#include <algorithm>
#include <regex>
#include <utility>

#include "controller/adapters/pods/pod_name.h"
#include "controller/engine/ports/metrics_collector.h"
#include "controller/kube/client.h"

namespace executioner::component {
namespace {

constexpr std::string_view kFinalizer = "executioner.dev/record";

class RunCounter : public engine::MetricsCollector {
 public:
  /// \param finished  borrowed; counts runs that ended
  explicit RunCounter(std::atomic<int>& finished) : finished_(finished) {}

  void RecordRunFinished(std::string_view, domain::RunPhase, base::Duration) override {
    ++finished_;
  }

  void RecordJobFinished(domain::JobPhase, std::optional<base::Duration>) override {}

  void RecordAttempt(domain::Reason, bool) override {}

  void RecordLaunch(std::string_view) override {}

  void RecordStatusWrite(std::string_view, std::size_t) override {}

 private:
  std::atomic<int>& finished_;
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

/// The way from one process to the API server.
class Wire : public kube::Transport {
 public:
  explicit Wire(kube::Transport& server) : server_(server) {}

  std::future<kube::HttpResponse> Start(kube::HttpRequest request) override {
    if (!cut_.stop_requested()) {
      return server_.Start(std::move(request));
    }
    std::promise<kube::HttpResponse> lost;
    lost.set_value({.status = 0, .body = "no route to host"});
    return lost.get_future();
  }

  kube::StreamEnd Stream(kube::HttpRequest request, kube::LineSink& sink, std::chrono::seconds idle,
                         std::stop_token stop) override {
    std::stop_source end;
    const auto forward = [&end] { end.request_stop(); };
    const std::stop_callback on_stop(stop, forward);
    const std::stop_callback on_cut(cut_.get_token(), forward);
    return server_.Stream(std::move(request), sink, idle, end.get_token());
  }

  void Cut() { cut_.request_stop(); }

 private:
  kube::Transport& server_;
  std::stop_source cut_;
};

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
  /// An elector that never waits would ask without end, so with one the waits are real.
  Process(World& world, const reconcile::ControllerOptions& options)
      : runtime{world.controller_clock,
                {},
                options.leader_elect ? kube::Wait(kube::WaitFor) : NoWait},
        wire(world.server),
        metrics(world.runs_finished_),
        client(wire, runtime),
        controller({.client = client, .lease_door = wire, .metrics = metrics}, options, {},
                   runtime),
        thread([this](const std::stop_token& stop) { controller.Run(stop); }) {
    client.StopWith(thread.get_stop_token());
  }

  kube::Runtime runtime;
  Wire wire;
  RunCounter metrics;
  kube::Client client;
  reconcile::Controller controller;
  std::jthread thread;
};

World::World(bool with_controller)
    : server(clock), kubelet(server, node_clock), invariants(server, IsRecorded) {
  options.leader_elect = false;
  options.engine.record_cost_factor = 0;  // a clock that is set forward is not a slow server
  options.workers = 4;
  options.pods.runner_image = "runner:1";
  kubelet.Start();
  if (with_controller) {
    StartController();
  }
}

World::~World() {
  StopStandby();
  StopController();
  kubelet.Stop();
}

void World::RecordEverything() {
  options.engine.first_record = base::Duration{0};
  options.engine.record_interval = base::Duration{0};
}

reconcile::ControllerOptions World::OptionsOf(const char* identity) const {
  reconcile::ControllerOptions of_process = options;
  of_process.lease.ns = kNamespace;
  of_process.lease.identity = identity;
  return of_process;
}

void World::StartController() {
  process_ = std::make_unique<Process>(*this, OptionsOf("one"));
}

void World::StartStandby() {
  standby_ = std::make_unique<Process>(*this, OptionsOf("two"));
}

void World::StopStandby() {
  standby_.reset();
}

void World::CutController() {
  process_->wire.Cut();
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

json World::CreateWorkflow(const std::string& name, json spec, json metadata) {
  metadata.update({{"name", name}, {"namespace", kNamespace}});
  return server.CreateObject(Path("workflows"), {{"apiVersion", "executioner.dev/v1alpha1"},
                                                 {"kind", "Workflow"},
                                                 {"metadata", std::move(metadata)},
                                                 {"spec", std::move(spec)}});
}

json World::CreateJob(const std::string& name, json spec, json metadata) {
  metadata.update({{"name", name}, {"namespace", kNamespace}});
  return server.CreateObject(Path("jobs"), {{"apiVersion", "executioner.dev/v1alpha1"},
                                            {"kind", "Job"},
                                            {"metadata", std::move(metadata)},
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

void World::Rescript(const std::string& job, fakes::PodScript script) {
  kubelet.Script(job, 0, std::move(script));
  server.SendBookmarks("");  // something happens: the kubelet looks again
}

/// A pod of an owner that does not exist is a change that wakes a worker and nothing else; the
/// garbage collector takes it away.
void World::Skip(base::Duration by) {
  const std::string tick = "tick-" + std::to_string(++ticks_);
  const std::string name = pods::PodName(
      {.kind = "Workflow", .ns = std::string(kNamespace), .name = "nobody", .uid = "nobody"}, tick,
      {});
  clock.Advance(by);
  server.CreateObject(Path("pods"),
                      {{"metadata",
                        {{"name", name},
                         {"labels",
                          {{"executioner.dev/owner-uid", "nobody"},
                           {"executioner.dev/job", tick},
                           {"executioner.dev/run", "1"},
                           {"executioner.dev/attempt", "1"}}},
                         {"ownerReferences",
                          {{{"apiVersion", "executioner.dev/v1alpha1"},
                            {"kind", "Workflow"},
                            {"name", "nobody"},
                            {"uid", "nobody"},
                            {"controller", true}}}}}},
                       {"spec", {{"containers", {{{"name", "c"}, {"image", "i"}}}}}}});
}

json World::AwaitFinished(const std::string& name, std::string_view plural) {
  server.Await([&] {
    const json object = Get(plural, name);
    return HasCondition(object, "Finished") && object["status"].value("observedGeneration", -1) ==
                                                   object["metadata"].value("generation", 0);
  });
  json object = Get(plural, name);
  json status = {{"phase", ""},
                 {"reason", ""},
                 {"message", ""},
                 {"run", 0},
                 {"history", json::array()},
                 {"conditions", json::array()}};
  status.update(object.value("status", json::object()));
  if (!HasCondition(object, "Finished")) {
    object["unfinished"] = status["phase"];
    status["phase"] = "";
  }
  object["status"] = std::move(status);
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

bool World::AwaitJobReason(const std::string& workflow, const std::string& job,
                           const std::string& reason) {
  return server.Await(
      [&] { return JobOf(Workflow(workflow), job).value("reason", std::string()) == reason; });
}

bool World::AwaitAnswer(const std::string& method, const std::string& path, int status) {
  const std::regex pattern(path);
  return server.Await([&] {
    const auto log = server.Requests();
    return std::any_of(log.begin(), log.end(), [&](const fakes::LoggedRequest& entry) {
      return entry.method == method && entry.status == status &&
             std::regex_search(entry.path, pattern);
    });
  });
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

std::vector<std::string> World::Notes(const std::string& reason) {
  std::vector<std::string> notes;
  for (const json& event : server.Objects("/apis/events.k8s.io/v1/events")) {
    if (event.value("reason", "") == reason) {
      notes.push_back(event["metadata"]["namespace"].get<std::string>() + "/" +
                      event["regarding"]["name"].get<std::string>() + ": " +
                      event.value("note", ""));
    }
  }
  return notes;
}

json World::PodOf(const std::string& job, int attempt) {
  for (json& pod : Pods()) {
    const json labels = pod["metadata"].value("labels", json::object());
    if (labels.value("executioner.dev/job", "") == job &&
        labels.value("executioner.dev/attempt", "") == std::to_string(attempt)) {
      return std::move(pod);
    }
  }
  return {};
}

std::vector<std::string> World::LaunchOrder() {
  std::vector<std::string> jobs;
  for (const fakes::LoggedRequest& request : server.Requests()) {
    if (request.method == "POST" && request.resource == "pods" && request.committed) {
      const json pod = json::parse(request.body);
      jobs.push_back(pod["metadata"]["labels"].value("executioner.dev/job", ""));
    }
  }
  return jobs;
}

json World::JobOf(const json& workflow, const std::string& job) {
  json found = {{"phase", ""}, {"reason", ""}, {"message", ""}, {"attempts", 0}};
  for (const json& one : workflow.value("/status/jobs"_json_pointer, json::array())) {
    if (one.value("name", "") == job) {
      found.update(one);
    }
  }
  return found;
}

json Job(const std::string& name, const std::vector<std::string>& depends_on, const json& more) {
  json job = {{"name", name}, {"image", "busybox:1.36"}, {"command", {"true"}}};
  if (!depends_on.empty()) {
    job["dependsOn"] = depends_on;
  }
  job.update(more);
  return job;
}

json Spec(std::vector<json> jobs, const json& more) {
  json spec = {{"jobs", std::move(jobs)}};
  spec.update(more);
  return spec;
}

}  // namespace executioner::component
