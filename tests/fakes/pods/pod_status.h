/// \file
/// Builds the status of a pod as a kubelet writes it. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "controller/base/time.h"

namespace executioner::fakes {

/// How the container "job" of a pod ended, or the first container if there is no "job"; the others
/// exit with 0.
struct ContainerEnd {
  int exit_code = 0;
  std::string reason = {};   ///< empty: "Completed" or "Error"
  std::string message = {};  ///< the termination message
};

/// How a pod ended.
struct PodEnd {
  ContainerEnd container = {};
  bool has_container = true;    ///< false: it ended before any container started
  std::string reason = {};      ///< status.reason, such as "DeadlineExceeded", "Evicted"
  std::string message = {};     ///< status.message
  std::string disruption = {};  ///< reason of a condition DisruptionTarget; empty: none
};

/// Returns the status of a pod that fits on no node.
nlohmann::json UnschedulableStatus(const nlohmann::json& pod, base::TimePoint now);

/// Returns the status of a bound pod whose containers wait. \param reason  such as
/// "ContainerCreating", "ImagePullBackOff"
nlohmann::json WaitingStatus(const nlohmann::json& pod, const std::string& reason,
                             const std::string& message, base::TimePoint now);

nlohmann::json RunningStatus(const nlohmann::json& pod, base::TimePoint now);

/// Returns the status of an ended pod: Succeeded if the container exited with 0 and there is no
/// other reason, otherwise Failed.
nlohmann::json EndedStatus(const nlohmann::json& pod, const PodEnd& end, base::TimePoint now);

/// Returns the status of a pod whose container "job" has ended while another, "proxy", runs: the
/// phase stays Running.
nlohmann::json OutlivedStatus(const nlohmann::json& pod, const ContainerEnd& end,
                              base::TimePoint now);

/// \return whether the status of the pod is a result of OutlivedStatus
bool IsOutlived(const nlohmann::json& pod);

/// Returns the status of such a pod after it was stopped: "proxy" was killed, and "job" is
/// unchanged.
/// \param end  status.reason and status.message
nlohmann::json StoppedStatus(const nlohmann::json& pod, const PodEnd& end, base::TimePoint now);

}  // namespace executioner::fakes
