#include "controller/reconcile/scope.h"

#include <algorithm>
#include <condition_variable>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_identity.h"
#include "controller/adapters/pods/resources.h"
#include "controller/base/json_span.h"

namespace executioner::reconcile {
namespace {

using pods::Pod;

/// Delay before the next look at a pod whose changes a watch may not report.
constexpr std::chrono::seconds kLookAgainAfter{30};

/// Whether a change of an owner is more than our own write of its status.
bool Matters(const OwnerObject* before, const OwnerObject* after) {
  return before == nullptr || after == nullptr || before->meta.uid != after->meta.uid ||
         before->meta.generation != after->meta.generation || before->finished != after->finished ||
         before->meta.deletion_time != after->meta.deletion_time;
}

/// The ttl of an object counts from its end, or from the time when this process saw the end if that
/// is earlier: the clock of the controller that wrote the time may have been ahead.
OwnerObject InOwnTime(OwnerObject object, const base::Clock& clock) {
  if (object.ended.completion_time) {
    object.ended.completion_time = std::min(*object.ended.completion_time, clock.Now());
  }
  return object;
}

pods::StatusStore::Stores AddTo(kube::Barrier& barrier, Owners::Stores& stores) {
  pods::StatusStore::Stores indexes = {};
  std::ranges::transform(stores, indexes.begin(),
                         [&](kube::Store<OwnerObject>& store) { return barrier.AddStore(store); });
  return indexes;
}

}  // namespace

Scope::Scope(std::string ns, const ScopeParts& parts, const pods::PodSettings& pods,
             const engine::Config& config, const kube::Runtime& runtime)
    : ns_(std::move(ns)),
      parts_(parts),
      runtime_(runtime),
      foreign_(owners_, pods_, parts.releaser, std::bind_front(&Scope::Warn, this)),
      statuses_(parts.client, barrier_, AddTo(barrier_, owners_.All()), runtime),
      runner_(RunnerParts(), pods, config, runtime),
      recorder_(statuses_, parts.notifications, parts.metrics),
      orchestrator_({runner_, statuses_, parts.notifications, parts.metrics, runtime_.clock},
                    config),
      reconciler_({parts.client, owners_, pods_, barrier_, runner_, parts.releaser, recorder_,
                   orchestrator_, parts.budget, config,
                   [this](const std::string& key) { Enqueue(key, true); }},
                  runtime) {
  pods::AddPodIndexes(pods_);
  // The versions that the barrier waits for no longer exist.
  for (kube::Store<OwnerObject>& store : owners_.All()) {
    store.OnRewind([this] { barrier_.ForgetAll(); });
    store.OnChange([this, &store](const OwnerObject* before, const OwnerObject* after) {
      OwnerChanged(before, after, store.HasSynced());
    });
  }
  pods_.OnRewind([this] {
    barrier_.ForgetAll();
    parts_.releaser.ForgetAll();
  });
  pods_.OnChange([this](const Pod* before, const Pod* after) {
    PodChanged(before, after, pods_.HasSynced());
  });
}

/// Workflows that wait for a worker are ordered by their `spec.priority`.
void Scope::Enqueue(const std::string& key, bool live) {
  // Half the distance to the keys of an initial list, so that no `spec.priority` moves a key across
  // that border.
  constexpr int kBound = -(kube::WorkQueue::kLowPriority / 2);
  int priority = live ? 0 : kube::WorkQueue::kLowPriority;
  if (domain::KindOf(std::string_view(key).substr(0, key.find('/'))).has_priority) {
    if (const auto object = owners_.Find(key)) {
      priority += std::clamp(object->priority, -kBound, kBound);
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
  for (const auto& waiting : owners_.WaitingFor(key)) {
    parts_.queue.Add(OwnerKey(waiting->kind, waiting->meta.ns, waiting->meta.name));
  }
  if (after == nullptr || !IsActive(*after)) {
    foreign_.OwnerLeft(object);
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
    foreign_.Changed(before, *after);
  }
}

/// Wakes the owners to which a pod refers, if they wait for a pod that is not proven to be theirs.
void Scope::WakeClaimed(const Pod& pod) {
  for (const std::string& claim : pods::ClaimsOf(pod)) {
    const auto owner = owners_.FindActive(claim);
    if (owner && runner_.WillLookAgain(OwnerOf(*owner))) {
      Wake(OwnerOf(*owner), true);
    }
  }
}

void Scope::Start() {
  const std::scoped_lock lock(starting_);
  StopReflectors();
  const kube::ReflectorOptions all{.ns = ns_};
  const kube::ReflectorOptions ours{.ns = ns_, .label_selector = std::string(pods::kOwnerUidLabel)};
  for (std::size_t i = 0; i < domain::kKinds.size(); ++i) {
    const auto decode = [this, kind = domain::kKinds.at(i).name](std::string_view json) {
      return parts_.texts.Trim(InOwnTime(DecodeOwner(kind, json), runtime_.clock));
    };
    threads_.push_back(Reflect<OwnerObject>(pods::OwnerResource(domain::kKinds.at(i).name), all,
                                            owners_.All().at(i), decode));
  }
  threads_.push_back(Reflect<Pod>(kube::kPods, ours, pods_, pods::DecodePod));
}

/// \return the thread that fills the store
template <class T>
std::jthread Scope::Reflect(const kube::Resource& resource, const kube::ReflectorOptions& options,
                            kube::Store<T>& store, kube::Decode<T> decode) {
  return std::jthread([reflector = std::make_shared<kube::Reflector<T>>(
                           parts_.client, resource, options, store,
                           typename kube::Reflector<T>::With{std::move(decode), runtime_})](
                          const std::stop_token& stop) { reflector->Run(stop); });
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
  return pods_.HasSynced() &&
         std::ranges::all_of(owners_.All(), [](const auto& store) { return store.HasSynced(); });
}

void Scope::OnSynced(const std::function<void()>& wake) {
  constexpr std::string_view kAny = "1";
  bool waits = pods_.WakeAt(kAny, wake);
  for (kube::Store<OwnerObject>& store : owners_.All()) {
    waits = store.WakeAt(kAny, wake) || waits;
  }
  if (!waits) {
    wake();
  }
}

bool Scope::CatchUp(const std::stop_token& stop) {
  struct Progress {
    std::mutex mutex;
    std::condition_variable_any reached;
    std::size_t behind = domain::kKinds.size() + 1;
  };

  // Shared, because a store may catch up after `stop` has ended the wait.
  const auto progress = std::make_shared<Progress>();
  const auto arrive = [progress] {
    const std::scoped_lock lock(progress->mutex);
    --progress->behind;
    progress->reached.notify_all();
  };
  const auto await = [&](auto& store, const kube::Resource& resource, const std::string& query) {
    const std::string list =
        parts_.client.Get(kube::ResourcePath(resource, ns_) + "?limit=1" + query).OrThrow();
    const auto meta = base::FindMember(list, "metadata").value_or("");
    if (!store.WakeAt(base::MemberText(meta, "resourceVersion"), arrive)) {
      arrive();
    }
  };
  for (std::size_t i = 0; i < domain::kKinds.size(); ++i) {
    await(owners_.All().at(i), pods::OwnerResource(domain::kKinds.at(i).name), "");
  }
  await(pods_, kube::kPods, "&labelSelector=" + kube::EncodeQuery(pods::kOwnerUidLabel));
  Start();
  std::unique_lock lock(progress->mutex);
  return progress->reached.wait(lock, stop, [&] { return progress->behind == 0; });
}

pods::PodRunnerParts Scope::RunnerParts() {
  return {.client = parts_.client,
          .pods = pods_,
          .barrier = barrier_,
          .pod_store = barrier_.AddStore(pods_),
          .releaser = parts_.releaser,
          .wake = [this](const pods::Owner& owner) { Wake(owner, true); },
          .wake_later =
              [this](const pods::Owner& owner) {
                parts_.queue.AddAfter(OwnerKey(owner.kind, owner.ns, owner.name),
                                      runtime_.clock.Steady() + kLookAgainAfter);
              },
          .warn = std::bind_front(&Scope::Warn, this)};
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

}  // namespace executioner::reconcile
