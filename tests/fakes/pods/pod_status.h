/// \file
/// A pod's status as a kubelet writes it, phase by phase. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "controller/base/time.h"

namespace executioner::fakes {

/// How the container "job" of a pod ended, or the first one; the others exit with 0.
struct ContainerEnd {
  int exit_code = 0;
  std::string reason = {};   ///< empty: "Completed" or "Error"
  std::string message = {};  ///< the termination message
};

/// How a pod ended.
struct PodEnd {
  ContainerEnd container = {};
  bool has_container = true;    ///< false: it ended before any container started
  std::string reason = {};      ///< status.reason, e.g. "DeadlineExceeded", "Evicted"
  std::string message = {};     ///< status.message
  std::string disruption = {};  ///< reason of a condition DisruptionTarget, empty: none
};

/// The status of a pod that no node can take.
nlohmann::json UnschedulableStatus(const nlohmann::json& pod, base::TimePoint now);

/// Bound; the containers wait. \param reason  e.g. "ContainerCreating", "ImagePullBackOff"
nlohmann::json WaitingStatus(const nlohmann::json& pod, const std::string& reason,
                             const std::string& message, base::TimePoint now);

nlohmann::json RunningStatus(const nlohmann::json& pod, base::TimePoint now);

/// Succeeded when the container exited with 0 and nothing else is named as a reason, else Failed.
nlohmann::json EndedStatus(const nlohmann::json& pod, const PodEnd& end, base::TimePoint now);

/// The container "job" has ended so while another one, "proxy", runs: the phase stays Running.
nlohmann::json OutlivedStatus(const nlohmann::json& pod, const ContainerEnd& end,
                              base::TimePoint now);

/// Whether the status is one of OutlivedStatus.
bool IsOutlived(const nlohmann::json& pod);

/// Such a pod once it has been stopped: "proxy" was killed, "job" stays as it ended.
/// \param end  status.reason and status.message
nlohmann::json StoppedStatus(const nlohmann::json& pod, const PodEnd& end, base::TimePoint now);

}  // namespace executioner::fakes
