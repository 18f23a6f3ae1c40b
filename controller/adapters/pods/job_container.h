/// \file
/// The container of a pod that runs the job, and the init container that brings the runner. Pure.
#pragma once

#include <string>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/base/json_writer.h"
#include "controller/domain/bind.h"

namespace executioner::pods {

/// What the parts of one pod are made from; borrows all of it for the time of BuildPod.
struct PodDraft {
  const Owner& owner;
  const domain::ConcreteWork& bound;
  const PodSettings& settings;
  std::string place = {};  ///< field path of the job: "spec.jobs[2]", or "spec" of a Job
  bool uses_runner = false;
};

/// Writes the elements of `list`, a JSON array, into the array that is open; "" has none.
/// \return how many there were
/// \throws base::ConfigurationError  when `list` is not an array
int WriteElements(const std::string& list, const std::string& place, base::JsonWriter& json);

/// Writes the container.
/// \param containers  number of all containers of the pod
/// \throws base::ConfigurationError  when the runner's spec is above 96 KiB, or a piece of core/v1
///         is of an odd type
void WriteJobContainer(const PodDraft& draft, int containers, base::JsonWriter& json);

/// Writes the init container of RunnerInjection::kInitContainer. It has the resources of the job's
/// container.
void WriteRunnerContainer(const PodDraft& draft, base::JsonWriter& json);

}  // namespace executioner::pods
