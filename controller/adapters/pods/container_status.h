/// \file
/// One entry of a Pod's containerStatuses, read from its text. Pure; never throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "controller/kube/value_reader.h"

namespace executioner::pods {

/// A core/v1 ContainerStatus: its state, taken apart.
struct ContainerStatus {
  std::string name = {};
  bool running = false;
  std::string waiting_reason = {};
  std::string waiting_message = {};
  std::optional<int> exit_code = std::nullopt;  ///< set: it has terminated
  int signal = 0;
  std::string terminated_reason = {};
  std::string terminated_message = {};
  std::optional<base::TimePoint> started_at = std::nullopt;
  std::optional<base::TimePoint> finished_at = std::nullopt;
};

ContainerStatus ReadContainerStatus(std::string_view json, kube::ValueReader& reader);

}  // namespace executioner::pods
