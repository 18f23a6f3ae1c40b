/// \file
/// Binds a job of a plan to an attempt: resolves every `$(reference)` and every `${NAME}`, once.
/// Adapters receive texts without references. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/plan.h"
#include "controller/domain/references.h"

namespace executioner::domain {

/// One attempt of a job, ready to run.
struct ConcreteWork {
  NodeId node = {};                     ///< the job
  std::string job = {};                 ///< the job's name
  Values values = {};                   ///< which attempt of which run it is
  JobTemplate work = {};                ///< bound, see Bind
  base::Duration pending_timeout = {};  ///< how long it may wait until its pod has started
  std::string spec_hash = {};           ///< of the plan
};

/// The work, or why the attempt cannot start.
using Binding = std::variant<ConcreteWork, Refusal>;

/// Maximum size in bytes of all texts of an attempt that have references: what fits into a pod.
inline constexpr std::size_t kLargestWork = 1'048'576;

/// Binds an attempt of a job. Its texts are literal then, with two exceptions that keep the form of
/// core/v1, in which `$(NAME)` stands for a variable of the container and `$$` for `$`: values of
/// `env`, and `args` without a command or script. The kubelet expands these, or AddVariables
/// (expand_env.h) in a local run. Variables of `with` are entries of `env` then, before all others,
/// in a form that the expansion does not change.
/// \param values  identifies the attempt
/// \param extra   variables that the run adds to those of each job; they win
/// \param jobs    what other jobs have left behind
Binding Bind(const Plan& plan, NodeId node, Values values, const std::vector<EnvVar>& extra = {},
             JobLookup jobs = nullptr);

}  // namespace executioner::domain
