/// \file
/// Takes keys from the queue one after the other; the place where errors of a reconcile end.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/kube/runtime.h"
#include "controller/kube/work_queue.h"
#include "controller/reconcile/reconciler.h"

namespace executioner::reconcile {

/// Told about each reconcile; any thread.
struct WorkerHooks {
  /// \param result  "success", "requeue_after", "requeue" or "error", as controller-runtime counts
  std::function<void(std::string_view result, double seconds)> reconciled = {};
};

using ReconcileFunction = std::function<Outcome(const std::string& key)>;

/// Works until `stop` or the queue is shut down.
void RunWorker(kube::WorkQueue& queue, const ReconcileFunction& reconcile, const WorkerHooks& hooks,
               const kube::Runtime& runtime, const std::stop_token& stop);

/// One reconcile and what the queue is told about it; then what is to be done without the key.
/// Errors are logged; an error that another try may cure backs off, and so does one that nobody
/// foresaw: a bug must not lose a key.
void WorkOnce(kube::WorkQueue& queue, const std::string& key, const ReconcileFunction& reconcile,
              const WorkerHooks& hooks, const kube::Runtime& runtime);

}  // namespace executioner::reconcile
