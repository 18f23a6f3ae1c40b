/// \file
/// Formats a plan as text, JSON, or input for a graph drawer. Pure.
#pragma once

#include <string>

#include "controller/domain/plan.h"
#include "controller/domain/workflow.h"

namespace executioner::cli {

/// Borrows everything except the name.
struct DrawnPlan {
  std::string name = {};
  const domain::Plan& plan;
  const domain::WorkflowSpec& spec;  ///< for skipped jobs
};

/// Returns the jobs in running order, by level, with dependencies and skipped jobs, and the longest
/// chain.
std::string PlanAsText(const DrawnPlan& drawn);

/// {"name", "order": [{"name", "level", "dependsOn", "trigger", "skipped"}], "criticalPath"}.
std::string PlanAsJson(const DrawnPlan& drawn);

/// Returns the names of jobs in running order, one per line.
std::string PlanAsNames(const DrawnPlan& drawn);

/// Returns input for Graphviz.
std::string PlanAsDot(const DrawnPlan& drawn);

/// Returns input for Mermaid.
std::string PlanAsMermaid(const DrawnPlan& drawn);

}  // namespace executioner::cli
