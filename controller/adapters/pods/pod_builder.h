/// \file
/// Builds the pod that runs an attempt: labels, runner, hardened defaults. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod_limits.h"
#include "controller/base/json_writer.h"
#include "controller/domain/bind.h"

namespace executioner::pods {

/// How the runner is made available to the job's container.
enum class RunnerInjection {
  kImageVolume,    ///< mounted from its image, read-only; Kubernetes >= 1.35
  kInitContainer,  ///< copied into an emptyDir by an init container
};

struct PodSettings {
  std::string runner_image = {};
  std::string runner_pull_policy = {};  ///< "": the cluster's default
  RunnerInjection injection = RunnerInjection::kImageVolume;
  PodLimits limits = {};
};

/// Writes the labels by which a pod is recognized, as members of the object that is open.
void WriteOwnLabels(const Owner& owner, std::string_view job, AttemptId id, base::JsonWriter& json);

/// Returns the controller reference to the owner, as a JSON object for metadata.ownerReferences.
std::string OwnReference(const Owner& owner);

/// Returns the Pod to create, as JSON.
/// \param owner  the owner of the attempt
/// \throws base::ConfigurationError  if the runner's specification would be larger than 96 KiB, or
/// the pod would exceed a limit of the operator
std::string BuildPod(const Owner& owner, const domain::ConcreteWork& work,
                     const PodSettings& settings);

}  // namespace executioner::pods
