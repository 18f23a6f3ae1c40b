/// \file
/// The condition of a job, `when`: what it may refer to, and what its value does in a run. Pure.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "controller/domain/expression/program.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Returns the variables of the conditions of a workflow: `params.NAME`, `jobs.NAME.outcome`,
/// `jobs.NAME.exitCode`, `jobs.NAME.results.RESULT`, `workflow.run`, `workflow.labels`,
/// `workflow.annotations`. Params whose values only the kubelet reads are not among them.
expression::Fields WhenVariables(const WorkflowSpec& spec);

/// Compiles a condition.
/// \param variables  those of WhenVariables
/// \return the program, or the complaint "line 1, column 7: …"
std::variant<expression::Program, std::string> CompileWhen(const std::string& source,
                                                           const expression::Fields& variables);

/// Evaluates the condition of a job whose trigger holds. All that it may refer to has ended, so a
/// restart gives the same answer.
/// \return how the job ends, without a time: Skipped as kConditionFalse, or Failed as
/// kExpressionError; nothing if the condition holds or there is none
std::optional<JobEnd> EvaluateWhen(const Plan& plan, const Run& run, NodeId node);

}  // namespace executioner::domain
