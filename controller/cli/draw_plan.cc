#include "controller/cli/draw_plan.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/base/join.h"
#include "controller/domain/decide.h"
#include "controller/domain/levels.h"

namespace executioner::cli {
namespace {

using domain::NodeId;

bool IsSkipped(const DrawnPlan& drawn, NodeId node) {
  return std::ranges::count(drawn.spec.controls.skip, drawn.plan.Job(node).name) > 0;
}

std::vector<std::string> Names(const domain::Plan& plan, const std::vector<NodeId>& jobs) {
  std::vector<std::string> names;
  names.reserve(jobs.size());
  for (const NodeId node : jobs) {
    names.push_back(plan.Job(node).name);
  }
  return names;
}

/// Without durations from earlier runs every job counts the same.
std::vector<NodeId> LongestChain(const domain::Plan& plan) {
  return domain::CriticalPath(plan, [](NodeId) { return base::Duration{1}; });
}

std::string Line(const DrawnPlan& drawn, NodeId node, std::size_t width) {
  const domain::PlannedJob& planned = drawn.plan.Job(node);
  std::string text = "  " + planned.name;
  if (IsSkipped(drawn, node)) {
    text += " [skipped]";
  }
  if (!planned.dependencies.empty()) {
    text.resize(std::max(text.size(), width + 3), ' ');
    text += " after " + base::Join(Names(drawn.plan, planned.dependencies));
    if (planned.trigger != domain::Trigger::kAllSucceeded) {
      text += " (" + std::string(domain::TriggerName(planned.trigger)) + ")";
    }
  }
  return text + "\n";
}

}  // namespace

std::string PlanAsText(const DrawnPlan& drawn) {
  const domain::Plan& plan = drawn.plan;
  const domain::IdVector<NodeId, int> levels = domain::Levels(plan);
  const int depth = *std::ranges::max_element(levels) + 1;
  std::size_t width = 0;
  for (const domain::PlannedJob& job : plan.Jobs()) {
    width = std::max(width, job.name.size());
  }
  std::string text = drawn.name + ": " + base::Counted(plan.Jobs().size(), "job") + " in " +
                     base::Counted(static_cast<std::size_t>(depth), "level") + "\n";
  for (int level = 0; level < depth; ++level) {
    text += "level " + std::to_string(level + 1) + "\n";
    for (const NodeId node : plan.Order()) {
      if (levels[node] == level) {
        text += Line(drawn, node, width);
      }
    }
  }
  return text + "longest chain: " + base::Join(Names(plan, LongestChain(plan)), " -> ") + "\n";
}

std::string PlanAsJson(const DrawnPlan& drawn) {
  const domain::Plan& plan = drawn.plan;
  const domain::IdVector<NodeId, int> levels = domain::Levels(plan);
  nlohmann::ordered_json json{{"name", drawn.name}, {"order", nlohmann::ordered_json::array()}};
  for (const NodeId node : plan.Order()) {
    const domain::PlannedJob& planned = plan.Job(node);
    json["order"].push_back({{"name", planned.name},
                             {"level", levels[node] + 1},
                             {"dependsOn", Names(plan, planned.dependencies)},
                             {"trigger", domain::TriggerName(planned.trigger)},
                             {"skipped", IsSkipped(drawn, node)}});
  }
  json["criticalPath"] = Names(plan, LongestChain(plan));
  return json.dump(2) + "\n";
}

std::string PlanAsNames(const DrawnPlan& drawn) {
  return base::Join(Names(drawn.plan, drawn.plan.Order()), "\n") + "\n";
}

std::string PlanAsDot(const DrawnPlan& drawn) {
  std::string text = "digraph \"" + drawn.name + "\" {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const NodeId node : drawn.plan.Order()) {
    const domain::PlannedJob& planned = drawn.plan.Job(node);
    text +=
        "  \"" + planned.name + "\"" + (IsSkipped(drawn, node) ? " [style=dashed]" : "") + ";\n";
    for (const NodeId dependency : planned.dependencies) {
      text += "  \"" + drawn.plan.Job(dependency).name + "\" -> \"" + planned.name + "\";\n";
    }
  }
  return text + "}\n";
}

std::string PlanAsMermaid(const DrawnPlan& drawn) {
  // Mermaid has words of its own that names could be, so nodes are numbered.
  std::string text = "graph LR\n";
  for (const NodeId node : drawn.plan.Order()) {
    const domain::PlannedJob& planned = drawn.plan.Job(node);
    text += "  j" + std::to_string(node.Index()) + "[\"" + planned.name + "\"]\n";
    for (const NodeId dependency : planned.dependencies) {
      text += "  j" + std::to_string(dependency.Index()) + " --> j" + std::to_string(node.Index()) +
              "\n";
    }
  }
  return text;
}

}  // namespace executioner::cli
