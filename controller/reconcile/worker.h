/// \file
/// Takes keys from the work queue one after the other, and handles the errors of reconciles.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/runtime.h"
#include "controller/kube/work_queue.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {

/// Called after each reconcile, on any thread.
struct WorkerHooks {
  /// \param result  "success", "requeue_after", "requeue" or "error", as in controller-runtime
  std::function<void(std::string_view result, double seconds)> reconciled = {};
};

using ReconcileFunction = std::function<Outcome(const std::string& key)>;

/// Works until `stop` or until the queue is shut down.
void RunWorker(kube::WorkQueue& queue, const ReconcileFunction& reconcile, const WorkerHooks& hooks,
               const kube::Runtime& runtime, const std::stop_token& stop);

/// Reconciles one key, returns it to the queue, and then does the work that needs no key. Errors
/// are logged, and the key is retried with back-off, even after unexpected errors, because a bug
/// must not lose a key.
void WorkOnce(kube::WorkQueue& queue, const std::string& key, const ReconcileFunction& reconcile,
              const WorkerHooks& hooks, const kube::Runtime& runtime);

}  // namespace executioner::reconcile
