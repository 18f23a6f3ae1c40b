/// \file
/// The container that runs the job, and the init container that copies the runner. Pure.
#pragma once

#include <string>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/base/json_writer.h"
#include "controller/domain/bind.h"

namespace executioner::pods {

/// The input of BuildPod, borrowed until it returns.
struct PodDraft {
  const Owner& owner;
  const domain::ConcreteWork& bound;
  const PodSettings& settings;
  std::string place = {};  ///< field path of the job: "spec.jobs[2]", or "spec" for a Job
  bool uses_runner = false;
};

/// Writes the elements of `list`, a JSON array, into the open array; "" has no elements.
/// \return the number of elements
/// \throws base::ConfigurationError  if `list` is not an array
int WriteElements(const std::string& list, const std::string& place, base::JsonWriter& json);

/// Writes the container.
/// \param containers  number of all containers of the pod
/// \throws base::ConfigurationError  if the runner's specification is larger than 96 KiB, or a part
/// of core/v1 has a wrong type
void WriteJobContainer(const PodDraft& draft, int containers, base::JsonWriter& json);

/// Writes the init container of RunnerInjection::kInitContainer. It has the resources of the job's
/// container.
void WriteRunnerContainer(const PodDraft& draft, base::JsonWriter& json);

}  // namespace executioner::pods
