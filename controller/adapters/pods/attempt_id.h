/// \file
/// The attempt to which a pod belongs.
#pragma once

namespace executioner::pods {

/// Run and attempt. Together with owner and job they are the identity from which a pod's name and
/// labels are computed.
struct AttemptId {
  int run = 1;
  int attempt = 1;

  bool operator==(const AttemptId&) const = default;
};

}  // namespace executioner::pods
