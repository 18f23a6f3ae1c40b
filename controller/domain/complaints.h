/// \file
/// Collects complaints about a spec; builds their paths and suggestions. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "controller/domain/workflow.h"

namespace executioner::domain {

/// Returns "spec.jobs.retry" for "spec.jobs" and "retry"; a key that is not a plain word is put
/// into brackets, like in the API server: "labels[app.kubernetes.io/name]".
std::string KeyPath(std::string_view parent, std::string_view key);

/// Returns "spec.jobs[2]" for "spec.jobs" and 2.
std::string ItemPath(std::string_view parent, std::size_t index);

/// \return "; did you mean 'extract'?", or "" if `nearest` is empty
std::string DidYouMean(std::string_view nearest);

/// \return "there is no job 'extrakt'; did you mean 'extract'?"
std::string NoSuchJob(const std::string& name, const std::vector<std::string>& known);

/// A list of complaints in the order of Add. A spec can be wrong in 100,000 places, so the list and
/// the search for similar names are bounded. Not thread-safe.
class Complaints {
 public:
  static constexpr std::size_t kMost = 1000;
  static constexpr std::size_t kMostSuggestions = 20;

  /// Adds a complaint. When the list is full, adds a last complaint that says that there are more,
  /// and drops all others.
  void Add(std::string path, std::string message);

  /// Returns DidYouMean of the candidate nearest to `name`; always "" after kMostSuggestions
  /// searches.
  std::string Suggest(const std::string& name, const std::vector<std::string>& candidates);

  bool Full() const { return list_.size() > kMost; }

  const std::vector<Complaint>& List() const { return list_; }

 private:
  std::vector<Complaint> list_;
  std::size_t suggestions_ = 0;
};

}  // namespace executioner::domain
