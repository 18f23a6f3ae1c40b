#include "controller/reconcile/scope.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/pod_reader.h"
#include "controller/adapters/pods/resources.h"
#include "controller/kube/json_span.h"

namespace executioner::reconcile {
namespace {

using pods::Pod;

/// Index of the owner stores: ClaimIndex -> the owner, while outcomes of its pods may be
/// unrecorded.
constexpr std::string_view kActive = "active";

/// When to look again at a pod whose changes no watch may report.
constexpr std::chrono::seconds kLookAgainAfter{30};

std::vector<std::string> ActiveIndex(const OwnerObject& owner) {
  if (owner.finished || owner.meta.deletion_time) {
    return {};
  }
  return {pods::ClaimIndex(owner.meta.ns, owner.meta.uid)};
}

/// Whether a change of an owner is more than our own writing of its status.
bool Matters(const OwnerObject* before, const OwnerObject* after) {
  return before == nullptr || after == nullptr || before->meta.uid != after->meta.uid ||
         before->meta.generation != after->meta.generation || before->finished != after->finished ||
         before->meta.deletion_time != after->meta.deletion_time;
}

/// The ttl of an object counts from its end, or from the time when this process saw the end if that
/// is earlier: the clock of the controller that wrote the time may have been ahead.
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

Scope::Scope(std::string ns, const ScopeParts& parts, const pods::PodSettings& pods,
             const engine::Config& config, const kube::Runtime& runtime)
    : ns_(std::move(ns)),
      parts_(parts),
      runtime_(runtime),
      workflow_index_(barrier_.AddStore(workflows_)),
      job_index_(barrier_.AddStore(jobs_)),
      pod_index_(barrier_.AddStore(pods_)),
      runner_(RunnerParts(), pods, config, runtime),
      statuses_(parts.client, barrier_, {.workflows = workflow_index_, .jobs = job_index_},
                runtime),
      recorder_(statuses_, parts.notifications, parts.metrics),
      orchestrator_({runner_, statuses_, parts.notifications, parts.metrics, runtime_.clock},
                    config),
      reconciler_({parts.client, workflows_, jobs_, pods_, barrier_, runner_, parts.releaser,
                   recorder_, orchestrator_, parts.budget, config,
                   [this](const std::string& key) { Enqueue(key, true); }},
                  runtime) {
  AddIndexes();
  // The versions that the barrier waits for no longer exist.
  workflows_.OnRewind([this] { barrier_.ForgetAll(); });
  jobs_.OnRewind([this] { barrier_.ForgetAll(); });
  pods_.OnRewind([this] {
    barrier_.ForgetAll();
    parts_.releaser.ForgetAll();
  });
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
  pods::AddPodIndexes(pods_);
  workflows_.AddIndex(std::string(kActive), ActiveIndex);
  jobs_.AddIndex(std::string(kActive), ActiveIndex);
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
  if (after == nullptr || ActiveIndex(*after).empty()) {
    ReleaseClaims(object);
  }
}

/// The previous state of the pod wakes its owner too, because somebody may have removed the
/// metadata that identifies the pod.
void Scope::PodChanged(const Pod* before, const Pod* after, bool live) {
  const Pod& pod = after != nullptr ? *after : *before;
  const bool lost_hold = after == nullptr || !after->has_finalizer;
  const bool by_us = lost_hold && parts_.releaser.Seen(pod.meta.uid);
  if (after != nullptr && pods::IsReleased(*after) &&
      (by_us || before == nullptr || pods::IsReleased(*before))) {
    return;  // recorded and released: nothing more to do
  }
  runner_.PodChanged(before, after);
  for (const Pod* state : {pods::KeepsItsOwner(before, after) ? nullptr : before, after}) {
    if (state != nullptr && state->identity) {
      Wake(*pods::ControllerOf(state->meta), live);
    } else if (state != nullptr) {
      WakeClaimed(*state);
    }
  }
  if (after != nullptr && !after->identity) {
    ForeignPodChanged(before, *after);
  }
}

/// Wakes the owners that a pod refers to, if they wait for a pod that cannot be told from others.
void Scope::WakeClaimed(const Pod& pod) {
  for (const std::string& claim : pods::ClaimsOf(pod)) {
    const auto owner = ActiveOwner(claim);
    if (owner && runner_.WillLookAgain(OwnerOf(*owner))) {
      Wake(OwnerOf(*owner), true);
    }
  }
}

void Scope::Start() {
  const std::scoped_lock lock(starting_);
  StopReflectors();
  using Owners = kube::Reflector<OwnerObject>;
  using Pods = kube::Reflector<Pod>;
  const kube::ReflectorOptions all{.ns = ns_};
  const kube::ReflectorOptions ours{.ns = ns_, .label_selector = std::string(pods::kOwnerUidLabel)};
  const auto decoded = [this](OwnerObject (*decode)(std::string_view)) {
    return [this, in_own_time = InOwnTime(decode, runtime_.clock)](std::string_view json) {
      return parts_.texts.Trim(in_own_time(json));
    };
  };
  threads_.push_back(
      Run(std::make_shared<Owners>(parts_.client, pods::kWorkflows, all, workflows_,
                                   Owners::With{decoded(DecodeWorkflow), runtime_})));
  threads_.push_back(Run(std::make_shared<Owners>(parts_.client, pods::kJobs, all, jobs_,
                                                  Owners::With{decoded(DecodeJob), runtime_})));
  threads_.push_back(Run(std::make_shared<Pods>(parts_.client, kube::kPods, ours, pods_,
                                                Pods::With{pods::DecodePod, runtime_})));
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
  await(workflows_, pods::kWorkflows, "");
  await(jobs_, pods::kJobs, "");
  await(pods_, kube::kPods, "&labelSelector=" + kube::EncodeQuery(pods::kOwnerUidLabel));
  Start();
  std::unique_lock lock(progress->mutex);
  return progress->reached.wait(lock, stop, [&] { return progress->behind == 0; });
}

void Scope::Activate() {
  active_ = true;
  pods_.ForEach([this](const std::shared_ptr<const Pod>& pod) {
    if (!pod->identity) {
      ForeignPodChanged(nullptr, *pod);
    }
  });
}

pods::PodRunnerParts Scope::RunnerParts() {
  return {.client = parts_.client,
          .pods = pods_,
          .barrier = barrier_,
          .pod_store = pod_index_,
          .releaser = parts_.releaser,
          .wake = [this](const pods::Owner& owner) { Wake(owner, true); },
          .wake_later =
              [this](const pods::Owner& owner) {
                parts_.queue.AddAfter(OwnerKey(owner.kind, owner.ns, owner.name),
                                      runtime_.clock.Steady() + kLookAgainAfter);
              },
          .warn = [this](const pods::Owner& owner, const std::string& pod,
                         const std::string& note) { Warn(owner, pod, note); }};
}

/// \return nullptr if no owner with this UID runs in this namespace
std::shared_ptr<const OwnerObject> Scope::ActiveOwner(std::string_view claim) const {
  auto found = workflows_.ByIndex(kActive, claim);
  if (found.empty()) {
    found = jobs_.ByIndex(kActive, claim);
  }
  return found.empty() ? nullptr : found.front();
}

bool Scope::IsActive(const pods::Owner& owner) const {
  return ActiveOwner(pods::ClaimIndex(owner.ns, owner.uid)) != nullptr;
}

void Scope::Wake(const pods::Owner& owner, bool live) {
  Enqueue(OwnerKey(owner.kind, owner.ns, owner.name), live);
}

void Scope::Warn(const pods::Owner& owner, const std::string& pod, const std::string& note) {
  runtime_.Log(kube::LogLevel::kWarning, "unexpected state of a pod",
               {{"owner", owner.ns + "/" + owner.name}, {"note", note}});
  parts_.events.Event({.regarding = {.api_version = std::string(pods::kApiVersion),
                                     .kind = owner.kind,
                                     .ns = owner.ns,
                                     .name = owner.name,
                                     .uid = owner.uid},
                       .type = kube::EventType::kWarning,
                       .reason = "ForeignPod",
                       .action = "Reconcile",
                       .note = note,
                       .related = kube::ObjectReference{
                           .api_version = "v1", .kind = "Pod", .ns = owner.ns, .name = pod}});
}

/// Ignores a pod that has our labels but is not proven to be ours. The owner that the pod claims
/// gets one event for each such pod, but only if it is in the pod's namespace: users who may create
/// pods elsewhere must not cause events here.
void Scope::ForeignPodChanged(const Pod* before, const Pod& after) {
  if (!active_) {
    return;
  }
  const bool was_ours = before != nullptr && before->identity;
  if (was_ours && IsActive(*pods::ControllerOf(before->meta))) {
    return;  // the owner's step restores it
  }
  const auto known = before != nullptr ? pods::ClaimsOf(*before) : std::vector<std::string>{};
  for (const std::string& claim : pods::ClaimsOf(after)) {
    const auto owner = ActiveOwner(claim);
    if (owner && std::ranges::count(known, claim) == 0) {
      Warn(OwnerOf(*owner), after.meta.name, pods::ForeignPodNote(after));
    }
  }
  ReleaseOwnerless(after);
}

/// Releases a pod that carries our finalizer but cannot belong to any owner; otherwise it could
/// never be deleted. While an owner that it refers to runs, it may be a pod whose labels somebody
/// changed and whose outcome is not recorded yet.
void Scope::ReleaseOwnerless(const Pod& pod) {
  const std::vector<std::string> claims = pods::ClaimsOf(pod);
  const bool is_held = std::ranges::any_of(
      claims, [&](const std::string& claim) { return ActiveOwner(claim) != nullptr; });
  if (pod.has_finalizer && !is_held) {
    parts_.releaser.Release(
        {.pods = {{pod.meta.ns, pod.meta.name, pod.meta.uid}}, .ns = pod.meta.ns}, pods_);
  }
}

/// The owner is gone, being deleted or finished: releases all pods that refer to it.
void Scope::ReleaseClaims(const OwnerObject& owner) {
  if (!active_) {
    return;
  }
  const std::string claim = pods::ClaimIndex(owner.meta.ns, owner.meta.uid);
  for (const auto& pod : pods_.ByIndex(pods::kClaims, claim)) {
    ReleaseOwnerless(*pod);
  }
}

}  // namespace executioner::reconcile
