#include "controller/cli/draw_plan.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/base/join.h"
#include "controller/domain/decide.h"
#include "controller/domain/graph.h"
#include "controller/domain/levels.h"

namespace executioner::cli {
namespace {

using domain::At;

bool IsSkipped(const DrawnPlan& drawn, int job) {
  return std::ranges::count(drawn.spec.controls.skip, drawn.plan.jobs[At(job)].name) > 0;
}

std::vector<std::string> Names(const domain::Plan& plan, const std::vector<int>& jobs) {
  std::vector<std::string> names;
  names.reserve(jobs.size());
  for (const int job : jobs) {
    names.push_back(plan.jobs[At(job)].name);
  }
  return names;
}

/// Without durations from earlier runs every job counts the same.
std::vector<int> LongestChain(const domain::Plan& plan) {
  return domain::CriticalPath(plan, [](int) { return base::Duration{1}; });
}

std::string Line(const DrawnPlan& drawn, int job, std::size_t width) {
  const domain::PlannedJob& planned = drawn.plan.jobs[At(job)];
  std::string text = "  " + planned.name;
  if (IsSkipped(drawn, job)) {
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
  const std::vector<int> levels = domain::Levels(plan);
  const int depth = *std::ranges::max_element(levels) + 1;
  std::size_t width = 0;
  for (const domain::PlannedJob& job : plan.jobs) {
    width = std::max(width, job.name.size());
  }
  std::string text = drawn.name + ": " + base::Counted(plan.jobs.size(), "job") + " in " +
                     base::Counted(static_cast<std::size_t>(depth), "level") + "\n";
  for (int level = 0; level < depth; ++level) {
    text += "level " + std::to_string(level + 1) + "\n";
    for (const int job : plan.order) {
      if (levels[At(job)] == level) {
        text += Line(drawn, job, width);
      }
    }
  }
  return text + "longest chain: " + base::Join(Names(plan, LongestChain(plan)), " -> ") + "\n";
}

std::string PlanAsJson(const DrawnPlan& drawn) {
  const domain::Plan& plan = drawn.plan;
  const std::vector<int> levels = domain::Levels(plan);
  nlohmann::ordered_json json{{"name", drawn.name}, {"order", nlohmann::ordered_json::array()}};
  for (const int job : plan.order) {
    const domain::PlannedJob& planned = plan.jobs[At(job)];
    json["order"].push_back({{"name", planned.name},
                             {"level", levels[At(job)] + 1},
                             {"dependsOn", Names(plan, planned.dependencies)},
                             {"trigger", domain::TriggerName(planned.trigger)},
                             {"skipped", IsSkipped(drawn, job)}});
  }
  json["criticalPath"] = Names(plan, LongestChain(plan));
  return json.dump(2) + "\n";
}

std::string PlanAsNames(const DrawnPlan& drawn) {
  return base::Join(Names(drawn.plan, drawn.plan.order), "\n") + "\n";
}

std::string PlanAsDot(const DrawnPlan& drawn) {
  std::string text = "digraph \"" + drawn.name + "\" {\n  rankdir=LR;\n  node [shape=box];\n";
  for (const int job : drawn.plan.order) {
    const domain::PlannedJob& planned = drawn.plan.jobs[At(job)];
    text += "  \"" + planned.name + "\"" + (IsSkipped(drawn, job) ? " [style=dashed]" : "") + ";\n";
    for (const int dependency : planned.dependencies) {
      text += "  \"" + drawn.plan.jobs[At(dependency)].name + "\" -> \"" + planned.name + "\";\n";
    }
  }
  return text + "}\n";
}

std::string PlanAsMermaid(const DrawnPlan& drawn) {
  // Mermaid has words of its own that names could be, so nodes are numbered.
  std::string text = "graph LR\n";
  for (const int job : drawn.plan.order) {
    const domain::PlannedJob& planned = drawn.plan.jobs[At(job)];
    text += "  j" + std::to_string(job) + "[\"" + planned.name + "\"]\n";
    for (const int dependency : planned.dependencies) {
      text += "  j" + std::to_string(dependency) + " --> j" + std::to_string(job) + "\n";
    }
  }
  return text;
}

}  // namespace executioner::cli
