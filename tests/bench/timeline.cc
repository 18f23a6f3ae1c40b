#include "tests/bench/timeline.h"

#include <algorithm>
#include <cmath>

namespace executioner::bench {
namespace {

SteadyTime Now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

void Timeline::PodSeen(const std::string& workflow, const std::string& job) {
  const std::scoped_lock lock(mutex_);
  seen_.try_emplace({workflow, job}, Now());
  changed_.notify_all();
}

void Timeline::PodEnded(const std::string& workflow, const std::string& job) {
  const std::scoped_lock lock(mutex_);
  ended_.try_emplace({workflow, job}, Now());
}

void Timeline::PodReleased(const std::string& uid) {
  const std::scoped_lock lock(mutex_);
  if (released_.insert(uid).second) {
    last_released_ = Now();
    changed_.notify_all();
  }
}

void Timeline::WorkflowFinished(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (finished_.insert(name).second) {
    last_finished_ = Now();
    changed_.notify_all();
  } else {
    ++touched_;
  }
}

std::size_t Timeline::Pods() const {
  const std::scoped_lock lock(mutex_);
  return seen_.size();
}

long Timeline::TouchedAfterFinish() const {
  const std::scoped_lock lock(mutex_);
  return touched_;
}

bool Timeline::AwaitPods(std::size_t count, std::chrono::seconds limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [&] { return seen_.size() >= count; });
}

std::optional<SteadyTime> Timeline::AwaitFinished(std::size_t count, std::chrono::seconds limit) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, limit, [&] { return finished_.size() >= count; })) {
    return std::nullopt;
  }
  return last_finished_;
}

std::optional<SteadyTime> Timeline::AwaitReleased(std::size_t count, std::chrono::seconds limit) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, limit, [&] { return released_.size() >= count; })) {
    return std::nullopt;
  }
  return last_released_;
}

std::vector<double> Timeline::Edges(const Shape& shape) const {
  const std::scoped_lock lock(mutex_);
  std::map<std::string, const ShapeJob*> jobs;
  for (const ShapeJob& job : shape) {
    jobs[job.name] = &job;
  }
  std::vector<double> edges;
  for (const auto& [pod, seen] : seen_) {
    const auto job = jobs.find(pod.second);
    std::optional<SteadyTime> ready;
    for (const std::string& name :
         job == jobs.end() ? ShapeJob{}.depends_on : job->second->depends_on) {
      const auto ended = ended_.find({pod.first, name});
      if (ended != ended_.end()) {
        ready = std::max(ready.value_or(ended->second), ended->second);
      }
    }
    if (ready) {
      edges.push_back(std::chrono::duration<double>(seen - *ready).count());
    }
  }
  return edges;
}

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) {
    return 0;
  }
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::lround(share * last))];
}

}  // namespace executioner::bench
