/// \file
/// The graphs that are measured, as jobs with dependencies and as the spec of a Workflow. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::bench {

struct ShapeJob {
  std::string name = {};
  std::vector<std::string> depends_on = {};
};

using Shape = std::vector<ShapeJob>;

/// Jobs one after the other.
Shape Chain(int length);

/// One job, then `width` jobs at once, then one that waits for all of them.
Shape Fan(int width);

/// Layers in which each job waits for all of the layer before.
Shape Mesh(int layers, int width);

/// The spec as JSON: each job runs `true` in busybox.
std::string SpecOf(const Shape& shape);

/// A Workflow as JSON.
std::string WorkflowOf(const std::string& name, const std::string& spec);

}  // namespace executioner::bench
