/// \file
/// Our kinds as they appear in URLs of the API.
#pragma once

#include <string_view>

#include "controller/kube/client.h"

namespace executioner::pods {

inline constexpr kube::Resource kWorkflows{"executioner.dev", "v1alpha1", "workflows"};
inline constexpr kube::Resource kJobs{"executioner.dev", "v1alpha1", "jobs"};

/// The resource of an owner of pods. \param kind  "Job" or "Workflow"
constexpr const kube::Resource& OwnerResource(std::string_view kind) {
  return kind == "Job" ? kJobs : kWorkflows;
}

}  // namespace executioner::pods
