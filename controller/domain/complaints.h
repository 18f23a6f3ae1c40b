/// \file
/// Collecting complaints about a spec, and the words and paths that all of them share. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// "spec.jobs" and "retry" give "spec.jobs.retry"; a key that is not a plain word is bracketed, as
/// the API server does: "labels[app.kubernetes.io/name]".
std::string KeyPath(std::string_view parent, std::string_view key);

/// "spec.jobs" and 2 give "spec.jobs[2]".
std::string ItemPath(std::string_view parent, std::size_t index);

/// \return "; did you mean 'extract'?", or "" when `nearest` is empty
std::string DidYouMean(std::string_view nearest);

/// \return "there is no job 'extrakt'; did you mean 'extract'?"
std::string NoSuchJob(const std::string& name, const std::vector<std::string>& known);

/// Complaints in the order they were made. A spec can be wrong in 100,000 places, so the list and
/// the search for similar names are bounded. Not thread-safe.
class Complaints {
 public:
  static constexpr std::size_t kMost = 1000;
  static constexpr std::size_t kMostSuggestions = 20;

  /// The complaint after the last that fits says that there are more; all later ones are dropped.
  void Add(std::string path, std::string message);

  /// DidYouMean of the candidate nearest to `name`; "" without a look once kMostSuggestions names
  /// were looked up.
  std::string Suggest(const std::string& name, const std::vector<std::string>& candidates);

  bool Full() const { return list_.size() > kMost; }

  const std::vector<Complaint>& List() const { return list_; }

 private:
  std::vector<Complaint> list_;
  std::size_t suggestions_ = 0;
};

}  // namespace executioner::domain
