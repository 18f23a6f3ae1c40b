/// \file
/// The measured graphs, as jobs with dependencies and as the spec of a Workflow. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::bench {

struct ShapeJob {
  std::string name = {};
  std::vector<std::string> depends_on = {};
};

using Shape = std::vector<ShapeJob>;

/// Returns jobs that run one after the other.
Shape Chain(int length);

/// Returns one job, then `width` parallel jobs, then one that depends on all of them.
Shape Fan(int width);

/// Returns layers in which each job depends on all jobs of the previous layer.
Shape Mesh(int layers, int width);

/// The spec as JSON: each job runs `true` in busybox.
std::string SpecOf(const Shape& shape);

/// A Workflow as JSON.
std::string WorkflowOf(const std::string& name, const std::string& spec);

}  // namespace executioner::bench
