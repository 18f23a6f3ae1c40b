#include "controller/reconcile/run_budget.h"

#include <algorithm>

#include "controller/base/json_span.h"

namespace executioner::reconcile {
namespace {

/// Fixed cost of each job: its plan, its state, its recorded status and its next status, each of
/// the last three with three earlier attempts.
constexpr std::size_t kOfJob = 4608;
constexpr std::size_t kOfRun = 4096;

/// Size of a JSON text as parsed values. Each string is a separate object, so a list of short
/// strings is ten times as large as its JSON.
std::size_t AsValues(std::string_view json) {
  constexpr std::size_t kHalfAString = 24;
  return json.size() + kHalfAString * static_cast<std::size_t>(std::ranges::count(json, '"'));
}

}  // namespace

std::size_t EstimateRunBytes(std::string_view spec) {
  std::size_t jobs = 0;
  std::size_t defaults = 0;
  const bool is_object = base::ForEachMember(spec, [&](std::string_view name, auto value) {
    if (name == "defaults") {
      defaults = AsValues(value);
    } else if (name == "jobs") {
      base::ForEachElement(value, [&](std::string_view) {
        ++jobs;
        return true;
      });
    }
    return true;
  });
  jobs = std::max<std::size_t>(jobs, is_object ? 1 : 0);
  return kOfRun + AsValues(spec) + jobs * (kOfJob + defaults);
}

bool RunBudget::Fits(const Namespace& tenant, std::size_t bytes) const {
  return tenant.used + bytes <= limits_.of_namespace && used_ + bytes <= limits_.all;
}

/// Applies a change under the lock. If it frees memory, waiting keys are woken, without the lock:
/// the work queue has its own.
void RunBudget::Change(const std::function<bool()>& frees) {
  std::vector<std::string> woken;
  {
    const std::scoped_lock lock(mutex_);
    if (frees()) {
      woken = KeepForWaiters();
    }
  }
  for (const std::string& key : woken) {
    wake_(key);
  }
}

void RunBudget::Book(const std::string& ns, std::size_t bytes) {
  used_ += bytes;
  namespaces_[ns].used += bytes;
}

RunBudget::Share RunBudget::Grant(const std::string& ns, std::size_t bytes) {
  Book(ns, bytes);
  return {this, [ns, bytes](RunBudget* budget) { budget->GiveBack(ns, bytes); }};
}

RunBudget::Share RunBudget::Take(const Asker& asker, std::size_t bytes) {
  Share share;
  Change([&] {
    const bool was_kept = RemoveKept(asker.key);
    const Namespace& tenant = namespaces_[asker.ns];
    if ((was_kept || tenant.waiters.empty()) && Fits(tenant, bytes)) {
      share = Grant(asker.ns, bytes);
    } else {
      Wait(asker, bytes);
    }
    return was_kept;  // it may need less than was reserved, or nothing
  });
  return share;
}

RunBudget::Share RunBudget::Force(const Asker& asker, std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  RemoveKept(asker.key);
  RemoveWaiting(asker.key);
  return Grant(asker.ns, bytes);
}

void RunBudget::Leave(const std::string& key) {
  Change([&] { return RemoveWaiting(key) || RemoveKept(key); });
}

void RunBudget::GiveBack(const std::string& ns, std::size_t bytes) {
  Change([&] {
    used_ -= bytes;
    const auto tenant = namespaces_.find(ns);
    tenant->second.used -= bytes;
    if (tenant->second.used == 0 && tenant->second.waiters.empty()) {
      namespaces_.erase(tenant);
    }
    return true;
  });
}

/// A key that already waits keeps its place.
void RunBudget::Wait(const Asker& asker, std::size_t bytes) {
  const auto [found, is_new] = waiting_.try_emplace(asker.key);
  if (is_new) {
    auto& waiters = namespaces_[asker.ns].waiters;
    found->second = {.ns = asker.ns, .place = waiters.insert(waiters.end(), {asker.key, bytes})};
  }
  found->second.place->bytes = bytes;
}

bool RunBudget::RemoveWaiting(const std::string& key) {
  const auto found = waiting_.find(key);
  if (found == waiting_.end()) {
    return false;
  }
  namespaces_[found->second.ns].waiters.erase(found->second.place);
  waiting_.erase(found);
  return true;
}

bool RunBudget::RemoveKept(const std::string& key) {
  const auto found = kept_.find(key);
  if (found == kept_.end()) {
    return false;
  }
  used_ -= found->second.bytes;
  namespaces_[found->second.ns].used -= found->second.bytes;
  kept_.erase(found);
  return true;
}

/// Reserves free memory for waiting runs. Namespaces take turns; the runs of a namespace keep their
/// order.
/// \return the keys to wake
std::vector<std::string> RunBudget::KeepForWaiters() {
  std::vector<std::string> woken;
  std::size_t idle = 0;  // consecutive namespaces without a woken run
  auto tenant = namespaces_.upper_bound(last_woken_);
  while (idle < namespaces_.size()) {
    tenant = tenant == namespaces_.end() ? namespaces_.begin() : tenant;
    auto& [ns, state] = *tenant++;
    ++idle;
    if (state.waiters.empty()) {
      continue;
    }
    const Waiter& first = state.waiters.front();
    if (!Fits(state, first.bytes)) {
      if (state.used + first.bytes <= limits_.of_namespace) {
        break;  // only the total is too small: a large run must not wait forever
      }
      continue;
    }
    Book(ns, first.bytes);
    kept_[first.key] = {.ns = ns, .bytes = first.bytes};
    woken.push_back(first.key);
    waiting_.erase(first.key);
    state.waiters.pop_front();
    last_woken_ = ns;
    idle = 0;
  }
  return woken;
}

}  // namespace executioner::reconcile
