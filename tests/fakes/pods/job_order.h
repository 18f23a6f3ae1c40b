/// \file
/// Notes pods that run beside a job that must have ended before them. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::fakes {

/// A job whose trigger may start it after a failure never runs while a job that it depends on,
/// directly or not, runs. A pod counts for the owner that controls it, and runs until its container
/// `job` has ended.
class JobOrder {
 public:
  /// A Workflow was created or changed.
  void OnWorkflow(const nlohmann::json& workflow);

  /// \param gone  it was deleted
  /// \return what is wrong since this change, in words
  std::optional<std::string> OnPod(const nlohmann::json& pod, bool gone);

 private:
  struct Job {
    std::vector<std::string> depends_on;
    bool outlives_failure = false;
  };

  struct Workflow {
    nlohmann::json generation;
    std::map<std::string, Job> jobs;                    ///< empty: nothing outlives a failure
    std::map<std::string, std::set<std::string>> pods;  ///< uids of those that run, by job
    std::set<std::string> late;                         ///< running jobs that outlive a failure
  };

  /// \return a job before `name` that runs
  static std::optional<std::string> RunningBefore(const Workflow& workflow,
                                                  const std::string& name);

  std::map<std::string, Workflow> workflows_;  ///< by uid
};

}  // namespace executioner::fakes
