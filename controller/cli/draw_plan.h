/// \file
/// A plan as text, JSON or the input of a graph drawer. Pure.
#pragma once

#include <string>

#include "controller/domain/plan.h"
#include "controller/domain/workflow.h"

namespace executioner::cli {

/// Borrows all but the name.
struct DrawnPlan {
  std::string name = {};
  const domain::Plan& plan;
  const domain::WorkflowSpec& spec;  ///< for what is skipped
};

/// The jobs in running order, by level, with dependencies and what is skipped; the longest chain.
std::string PlanAsText(const DrawnPlan& drawn);

/// {"name", "order": [{"name", "level", "dependsOn", "trigger", "skipped"}], "criticalPath"}.
std::string PlanAsJson(const DrawnPlan& drawn);

/// Names of jobs in running order, one a line.
std::string PlanAsNames(const DrawnPlan& drawn);

/// For Graphviz.
std::string PlanAsDot(const DrawnPlan& drawn);

/// For Mermaid.
std::string PlanAsMermaid(const DrawnPlan& drawn);

}  // namespace executioner::cli
