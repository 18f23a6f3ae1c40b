#include "controller/reconcile/controller.h"

#include <algorithm>
#include <utility>

#include "controller/adapters/pods/names.h"
#include "controller/base/error.h"

namespace executioner::reconcile {

using kube::LogLevel;

Controller::Controller(const ControllerPorts& ports, ControllerOptions options,
                       ControllerHooks hooks, kube::Runtime runtime)
    : lease_door_(ports.lease_door),
      options_(std::move(options)),
      hooks_(std::move(hooks)),
      runtime_(std::move(runtime)),
      queue_(runtime_.clock, hooks_.queue),
      recorder_(ports.client, runtime_,
                {.controller = std::string(pods::kEventController), .instance = options_.instance}),
      notifier_(recorder_, runtime_),
      releaser_(ports.client, runtime_, [this] { return IsIdle(); }),
      budget_(options_.memory, [this](const std::string& key) { queue_.Add(key); }) {
  ports.client.on_rewind = [this] { Rewound(); };
  const ScopeParts parts{ports.client,  queue_,    releaser_, notifier_,
                         ports.metrics, recorder_, budget_,   texts_};
  std::vector<std::string> namespaces = options_.namespaces;
  if (namespaces.empty()) {
    namespaces.emplace_back();
  }
  for (std::string& ns : namespaces) {
    scopes_.push_back(
        std::make_unique<Scope>(std::move(ns), parts, options_.pods, options_.engine, runtime_));
  }
}

/// A short pause does not count: between two steps of a chain of jobs all workers are idle, but a
/// pod is about to end.
bool Controller::IsIdle() const {
  constexpr std::chrono::milliseconds kQuiet{100};
  return queue_.Depth() == 0 && queue_.UnfinishedSeconds() == 0 &&
         runtime_.clock.Steady() - worked_at_.load() > kQuiet;
}

Reconciler& Controller::ReconcilerOf(const std::string& key) {
  const std::size_t begin = key.find('/') + 1;
  const std::string_view ns = std::string_view(key).substr(begin, key.find('/', begin) - begin);
  const auto found = std::ranges::find_if(scopes_, [&](const auto& scope) {
    return scope->Namespace().empty() || scope->Namespace() == ns;
  });
  return (*found)->GetReconciler();
}

ControllerEnd Controller::Run(const std::stop_token& stop) {
  std::jthread events([this](const std::stop_token& end) { recorder_.Run(end); });
  std::jthread releases([this](const std::stop_token& end) { releaser_.Run(end); });
  std::jthread lists([this](const std::stop_token& end) { ListAgainWhenRewound(end); });
  for (const auto& scope : scopes_) {
    scope->Start();
  }
  ControllerEnd end = ControllerEnd::kStopped;
  if (AwaitSync(stop)) {
    ready_ = true;
    runtime_.Log(LogLevel::kInfo, "the caches are filled");
    if (options_.leader_elect) {
      end = Elect(stop);
    } else {
      Work(stop);
    }
  }
  if (end == ControllerEnd::kLeaseLost) {
    return end;  // the caller ends the process; nothing may be written from now on
  }
  // A thread stops before those that it feeds, so that nothing remains queued.
  ready_ = false;
  lists.request_stop();
  lists.join();
  for (const auto& scope : scopes_) {
    scope->Stop();
  }
  releases.request_stop();
  releases.join();
  events.request_stop();
  return end;
}

bool Controller::AwaitSync(const std::stop_token& stop) {
  for (const auto& scope : scopes_) {
    scope->OnSynced([this] {
      const std::scoped_lock lock(mutex_);
      changed_.notify_all();
    });
  }
  std::unique_lock lock(mutex_);
  return changed_.wait(lock, stop, [this] {
    return std::ranges::all_of(scopes_, [](const auto& scope) { return scope->HasSynced(); });
  });
}

ControllerEnd Controller::Elect(const std::stop_token& stop) {
  std::stop_source leading;
  kube::LeaseCallbacks callbacks;
  callbacks.on_started_leading = [this, &leading] { Lead(leading.get_token()); };
  callbacks.on_stopped_leading = [this, &leading] {
    leading.request_stop();
    StopLeading();
  };
  callbacks.on_new_leader = [this](const std::string& identity) {
    others_led_ = others_led_ || identity != options_.lease.identity;
    runtime_.Log(LogLevel::kInfo, "a leader was elected", {{"identity", identity}});
  };
  callbacks.on_rewind = [this] { Rewound(); };
  kube::LeaseElector elector(lease_door_, runtime_, options_.lease, std::move(callbacks));
  const kube::ElectionEnd end = elector.Run(stop);
  switch (end) {
    case kube::ElectionEnd::kLost: return ControllerEnd::kLeaseLost;
    case kube::ElectionEnd::kHandedOver: return ControllerEnd::kHandedOver;
    case kube::ElectionEnd::kNoNamespace:
    case kube::ElectionEnd::kStopped: break;
  }
  return ControllerEnd::kStopped;
}

/// Starts the workers in a separate thread, so that renewals of the lease do not wait for it.
void Controller::Lead(const std::stop_token& stop) {
  if (hooks_.leading) {
    hooks_.leading(true);
  }
  workers_.emplace_back([this, stop] {
    try {
      if (CatchUp(stop)) {
        Work(stop);
      }
    } catch (const base::ExecutionerError& error) {
      runtime_.Log(LogLevel::kError, "could not catch up after the election; another one may lead",
                   {{"error", error.what()}});
      // Without destructors, which would wait for the election. The lease expires, and another
      // replica takes over.
      std::quick_exit(1);
    }
  });
}

/// If another replica was the leader until now, the caches may be older than its last writes.
/// \return false on stop
bool Controller::CatchUp(const std::stop_token& stop) {
  return !others_led_ ||
         std::ranges::all_of(scopes_, [&](const auto& scope) { return scope->CatchUp(stop); });
}

/// Called if the API server's store was restored from a backup: the events that the watches wait
/// for may not come for a long time. Any thread.
void Controller::Rewound() {
  const std::scoped_lock lock(mutex_);
  rewound_ = true;
  changed_.notify_all();
}

/// Lists in a separate thread, so that neither the lease nor a worker waits.
void Controller::ListAgainWhenRewound(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return rewound_; })) {
    rewound_ = false;
    lock.unlock();
    runtime_.Log(LogLevel::kWarning,
                 "the API server's store was restored from a backup; listing all objects again");
    releaser_.ForgetAll();
    for (const auto& scope : scopes_) {
      scope->Start();
    }
    lock.lock();
  }
}

void Controller::StopLeading() {
  queue_.ShutDown();
  workers_.clear();
  if (hooks_.leading) {
    hooks_.leading(false);
  }
}

void Controller::Work(const std::stop_token& stop) {
  for (const auto& scope : scopes_) {
    scope->Activate();
  }
  runtime_.Log(LogLevel::kInfo, "the workers start",
               {{"workers", std::to_string(options_.workers)}});
  const auto reconcile = [this](const std::string& key) {
    Outcome outcome = ReconcilerOf(key).Reconcile(key);
    worked_at_ = runtime_.clock.Steady();
    return outcome;
  };
  std::vector<std::jthread> workers;
  workers.reserve(static_cast<std::size_t>(options_.workers));
  for (int i = 0; i < options_.workers; ++i) {
    workers.emplace_back([&] { RunWorker(queue_, reconcile, hooks_.worker, runtime_, stop); });
  }
  for (std::jthread& worker : workers) {
    worker.join();
  }
}

}  // namespace executioner::reconcile
