/// \file
/// From a job to the pod that runs it: labels, runner, hardened defaults. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/adapters/pods/attempt_id.h"
#include "controller/adapters/pods/owner.h"
#include "controller/adapters/pods/pod_limits.h"
#include "controller/base/json_writer.h"
#include "controller/domain/bind.h"

namespace executioner::pods {

/// How the runner gets into the job's container.
enum class RunnerInjection {
  kImageVolume,    ///< mounted from its image, read-only; Kubernetes >= 1.35
  kInitContainer,  ///< copied into an emptyDir by an init container
};

struct PodSettings {
  std::string runner_image = {};
  std::string runner_pull_policy = {};  ///< "" leaves it to the cluster
  RunnerInjection injection = RunnerInjection::kImageVolume;
  PodLimits limits = {};
};

/// Writes the labels by which a pod is recognized, as members of the object that is open.
void WriteOwnLabels(const Owner& owner, std::string_view job, AttemptId id, base::JsonWriter& json);

/// The entry of metadata.ownerReferences that makes a pod this owner's, as a JSON object.
std::string OwnReference(const Owner& owner);

/// The Pod as JSON, ready to be created.
/// \param owner  whose attempt `work` is
/// \throws base::ConfigurationError  when the runner's spec would be above 96 KiB, or the pod would
///         exceed a limit of the operator
std::string BuildPod(const Owner& owner, const domain::ConcreteWork& work,
                     const PodSettings& settings);

}  // namespace executioner::pods
