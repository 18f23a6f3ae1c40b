/// \file
/// Which attempt of which run a pod is.
#pragma once

namespace executioner::pods {

/// Which attempt of which run: with owner and job the identity from which a pod's name and labels
/// are made.
struct AttemptId {
  int run = 1;
  int attempt = 1;

  bool operator==(const AttemptId&) const = default;
};

}  // namespace executioner::pods
