#include "controller/reconcile/scope.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "controller/adapters/kube/json_span.h"
#include "controller/adapters/kube/names.h"

namespace executioner::reconcile {
namespace {

using kube::Pod;

std::string Label(const Pod& pod, std::string_view name) {
  const auto found = pod.meta.labels.find(std::string(name));
  return found == pod.meta.labels.end() ? "" : found->second;
}

/// The key of the owner that a pod names, "" when it is not of ours.
std::string OwnerKeyOf(const Pod& pod) {
  const auto& owner = pod.meta.controller;
  if (!owner || !owner->api_version.starts_with("executioner.dev/")) {
    return "";
  }
  return OwnerKey(owner->kind, pod.meta.ns, owner->name);
}

std::vector<std::string> OneOrNone(std::string value) {
  return value.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(value)};
}

/// Whether a change of an owner is more than our own writing of its status.
bool Matters(const OwnerObject* before, const OwnerObject* after) {
  return before == nullptr || after == nullptr || before->meta.uid != after->meta.uid ||
         before->meta.generation != after->meta.generation || before->finished != after->finished ||
         before->meta.deletion_time != after->meta.deletion_time;
}

/// What waits for an object's end, its ttl, counts from when this process saw it at the latest: the
/// controller that wrote the time may have had another clock.
kube::Decode<OwnerObject> InOwnTime(OwnerObject (*decode)(std::string_view),
                                    const base::Clock& clock) {
  return [decode, &clock](std::string_view json) {
    OwnerObject object = decode(json);
    if (object.ended.completion_time) {
      object.ended.completion_time = std::min(*object.ended.completion_time, clock.Now());
    }
    return object;
  };
}

template <class T>
std::jthread Run(std::shared_ptr<kube::Reflector<T>> reflector) {
  return std::jthread([reflector](const std::stop_token& stop) { reflector->Run(stop); });
}

}  // namespace

Scope::Scope(std::string ns, const ScopeParts& parts, const kube::PodSettings& pods,
             const engine::Config& config, const kube::Runtime& runtime)
    : ns_(std::move(ns)),
      parts_(parts),
      runtime_(runtime),
      workflow_index_(barrier_.AddStore(workflows_)),
      job_index_(barrier_.AddStore(jobs_)),
      pod_index_(barrier_.AddStore(pods_)),
      runner_({parts.client, pods_, barrier_, pod_index_, parts.releaser}, pods, config, runtime),
      statuses_(parts.client, barrier_, {.workflows = workflow_index_, .jobs = job_index_},
                runtime),
      orchestrator_({runner_, statuses_, parts.notifications, parts.metrics, runtime_.clock},
                    config),
      reconciler_({parts.client, workflows_, jobs_, pods_, barrier_, runner_, parts.releaser,
                   statuses_, parts.notifications, parts.metrics, orchestrator_, config,
                   [this](const std::string& key) { Enqueue(key, true); }},
                  runtime) {
  AddIndexes();
  // The versions that the barrier waits for are of a time that never was.
  workflows_.OnRewind([this] { barrier_.ForgetAll(); });
  jobs_.OnRewind([this] { barrier_.ForgetAll(); });
  pods_.OnRewind([this] { barrier_.ForgetAll(); });
  workflows_.OnChange([this](const OwnerObject* before, const OwnerObject* after) {
    OwnerChanged(before, after, workflows_.HasSynced());
  });
  jobs_.OnChange([this](const OwnerObject* before, const OwnerObject* after) {
    OwnerChanged(before, after, jobs_.HasSynced());
  });
  pods_.OnChange([this](const Pod* before, const Pod* after) {
    PodChanged(before, after, pods_.HasSynced());
  });
}

void Scope::AddIndexes() {
  pods_.AddIndex(std::string(kube::kByOwnerUid),
                 [](const Pod& pod) { return OneOrNone(Label(pod, kube::kOwnerUidLabel)); });
  pods_.AddIndex(std::string(kube::kUnreleased), [](const Pod& pod) {
    return OneOrNone(pod.has_finalizer ? Label(pod, kube::kOwnerUidLabel) : "");
  });
  pods_.AddIndex(std::string(kube::kReleasedByPhase), [](const Pod& pod) {
    return OneOrNone(kube::IsReleasedByPhase(pod) ? Label(pod, kube::kOwnerUidLabel) : "");
  });
  pods_.AddIndex(std::string(kUnreleasedByKey), [](const Pod& pod) {
    return OneOrNone(pod.has_finalizer ? OwnerKeyOf(pod) : "");
  });
  jobs_.AddIndex(std::string(kByAfter), [](const OwnerObject& job) {
    std::vector<std::string> awaited;
    for (const domain::AfterRef& ref : job.after) {
      awaited.push_back(OwnerKey(ref.kind, job.meta.ns, ref.name));
    }
    return awaited;
  });
}

/// Workflows that wait for a worker come by their `spec.priority`.
void Scope::Enqueue(const std::string& key, bool live) {
  constexpr int kBound = -(kube::WorkQueue::kLowPriority / 2);
  constexpr std::string_view kKind = "Workflow/";
  int priority = live ? 0 : kube::WorkQueue::kLowPriority;
  if (key.starts_with(kKind)) {
    if (const auto workflow = workflows_.Get(std::string_view(key).substr(kKind.size()))) {
      priority += std::clamp(workflow->priority, -kBound, kBound);
    }
  }
  parts_.queue.Add(key, priority);
}

void Scope::OwnerChanged(const OwnerObject* before, const OwnerObject* after, bool live) {
  if (!Matters(before, after)) {
    return;
  }
  if (after == nullptr) {
    reconciler_.Gone(before->meta.uid);
  }
  const OwnerObject& object = after != nullptr ? *after : *before;
  const std::string key = OwnerKey(object.kind, object.meta.ns, object.meta.name);
  Enqueue(key, live);
  for (const auto& waiting : jobs_.ByIndex(kByAfter, key)) {
    parts_.queue.Add(OwnerKey("Job", waiting->meta.ns, waiting->meta.name));
  }
}

void Scope::PodChanged(const Pod* before, const Pod* after, bool live) {
  runner_.PodChanged(before, after);
  const Pod& pod = after != nullptr ? *after : *before;
  if (after == nullptr || !after->has_finalizer) {
    parts_.releaser.Seen(pod.meta.uid);
  }
  if (after != nullptr && !after->has_finalizer && kube::IsReleased(*after)) {
    return;  // on record and let go: nothing follows from it any more
  }
  const std::string key = OwnerKeyOf(pod);
  if (!key.empty()) {
    Enqueue(key, live);
  } else if (after != nullptr) {
    ReleaseOwnerless(*after);
  }
}

void Scope::Start() {
  const std::scoped_lock lock(starting_);
  StopReflectors();
  using Owners = kube::Reflector<OwnerObject>;
  using Pods = kube::Reflector<Pod>;
  const kube::ReflectorOptions all{.ns = ns_};
  const kube::ReflectorOptions ours{.ns = ns_, .label_selector = std::string(kube::kOwnerUidLabel)};
  threads_.push_back(Run(
      std::make_shared<Owners>(parts_.client, kube::kWorkflows, all, workflows_,
                               Owners::With{InOwnTime(DecodeWorkflow, runtime_.clock), runtime_})));
  threads_.push_back(
      Run(std::make_shared<Owners>(parts_.client, kube::kJobs, all, jobs_,
                                   Owners::With{InOwnTime(DecodeJob, runtime_.clock), runtime_})));
  threads_.push_back(Run(std::make_shared<Pods>(parts_.client, kube::kPods, ours, pods_,
                                                Pods::With{kube::DecodePod, runtime_})));
}

void Scope::Stop() {
  const std::scoped_lock lock(starting_);
  StopReflectors();
}

/// \pre starting_ is held
void Scope::StopReflectors() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  threads_.clear();
}

bool Scope::HasSynced() const {
  return workflows_.HasSynced() && jobs_.HasSynced() && pods_.HasSynced();
}

void Scope::OnSynced(const std::function<void()>& wake) {
  constexpr std::string_view kAny = "1";
  const std::array<bool, 3> waits{workflows_.WakeAt(kAny, wake), jobs_.WakeAt(kAny, wake),
                                  pods_.WakeAt(kAny, wake)};
  if (std::ranges::count(waits, true) == 0) {
    wake();
  }
}

bool Scope::CatchUp(const std::stop_token& stop) {
  struct Progress {
    std::mutex mutex;
    std::condition_variable_any reached;
    int behind = 3;
  };

  const auto progress = std::make_shared<Progress>();
  const auto arrive = [progress] {
    const std::scoped_lock lock(progress->mutex);
    --progress->behind;
    progress->reached.notify_all();
  };
  const auto await = [&](auto& store, const kube::Resource& resource, const std::string& query) {
    const std::string list =
        parts_.client.Get(kube::ResourcePath(resource, ns_) + "?limit=1" + query).OrThrow();
    const auto meta = kube::FindMember(list, "metadata").value_or("");
    if (!store.WakeAt(kube::MemberText(meta, "resourceVersion"), arrive)) {
      arrive();
    }
  };
  await(workflows_, kube::kWorkflows, "");
  await(jobs_, kube::kJobs, "");
  await(pods_, kube::kPods, "&labelSelector=" + kube::EncodeQuery(kube::kOwnerUidLabel));
  Start();
  std::unique_lock lock(progress->mutex);
  return progress->reached.wait(lock, stop, [&] { return progress->behind == 0; });
}

void Scope::Activate() {
  active_ = true;
  pods_.ForEach([this](const std::shared_ptr<const Pod>& pod) { ReleaseOwnerless(*pod); });
}

void Scope::ReleaseOwnerless(const Pod& pod) {
  if (active_ && pod.has_finalizer && OwnerKeyOf(pod).empty()) {
    parts_.releaser.Release(
        {.pods = {{pod.meta.ns, pod.meta.name, pod.meta.uid}}, .ns = pod.meta.ns}, pods_);
  }
}

}  // namespace executioner::reconcile
