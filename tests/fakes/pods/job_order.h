/// \file
/// Detects pods that run while a job that must end before them is still running. Not thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace executioner::fakes {

/// Checks that a job whose trigger may start it after a failure does not run while one of its
/// direct or indirect dependencies runs. A pod belongs to its controller, and runs until its
/// container `job` has ended.
class JobOrder {
 public:
  /// Must be called when a Workflow is created or changed.
  void OnWorkflow(const nlohmann::json& workflow);

  /// Must be called when a pod changes. \param gone  whether it was deleted
  /// \return the violation that this change caused, if any
  std::optional<std::string> OnPod(const nlohmann::json& pod, bool gone);

 private:
  struct Job {
    std::vector<std::string> depends_on;
    bool outlives_failure = false;
  };

  struct Workflow {
    nlohmann::json generation;
    std::map<std::string, Job> jobs;                    ///< empty: no job may start after a failure
    std::map<std::string, std::set<std::string>> pods;  ///< UIDs of running pods, by job
    std::set<std::string> late;  ///< running jobs that may start after a failure
  };

  /// \return a running dependency of `name`
  static std::optional<std::string> RunningBefore(const Workflow& workflow,
                                                  const std::string& name);

  std::map<std::string, Workflow> workflows_;  ///< by UID
};

}  // namespace executioner::fakes
