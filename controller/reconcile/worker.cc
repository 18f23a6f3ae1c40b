#include "controller/reconcile/worker.h"

#include <exception>

namespace executioner::reconcile {
namespace {

std::string_view Tell(kube::WorkQueue& queue, const std::string& key, const Outcome& outcome) {
  if (outcome.back_off) {
    queue.AddRateLimited(key);
    return "requeue";
  }
  queue.Forget(key);
  if (outcome.wake_at) {
    queue.AddAfter(key, *outcome.wake_at);
    return "requeue_after";
  }
  return "success";
}

}  // namespace

void WorkOnce(kube::WorkQueue& queue, const std::string& key, const ReconcileFunction& reconcile,
              const WorkerHooks& hooks, const kube::Runtime& runtime) {
  const auto started = runtime.clock.Steady();
  std::string_view result = "error";
  Outcome outcome;
  try {
    outcome = reconcile(key);
    result = Tell(queue, key, outcome);
  } catch (const std::exception& error) {
    // Any error, even from a bug: a key that is lost here would never return.
    runtime.Log(kube::LogLevel::kError, "reconcile failed; it is tried again",
                {{"key", key}, {"error", error.what()}});
    queue.AddRateLimited(key);
  }
  queue.Done(key);  // from now on another worker may have the key
  if (hooks.reconciled) {
    hooks.reconciled(result,
                     std::chrono::duration<double>(runtime.clock.Steady() - started).count());
  }
  if (outcome.afterwards) {
    outcome.afterwards();
  }
}

void RunWorker(kube::WorkQueue& queue, const ReconcileFunction& reconcile, const WorkerHooks& hooks,
               const kube::Runtime& runtime, const std::stop_token& stop) {
  while (const auto key = queue.Get(stop)) {
    WorkOnce(queue, *key, reconcile, hooks, runtime);
  }
}

}  // namespace executioner::reconcile
