/// \file
/// References to other jobs: `$(jobs.load.results.rows)`, `$(jobs.load.outcome)`,
/// `$(jobs.load.exitCode)`. A job depends on the jobs to which it refers. Pure.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/plan.h"
#include "controller/domain/references.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Returns the names of the jobs to which the texts of a job refer, each once, known or not.
std::vector<std::string> JobsReferredTo(const JobTemplate& work);

/// Returns for each job the existing other jobs to which it refers, its part of `defaults`
/// included, without those of its `dependsOn`.
std::vector<std::vector<std::string>> ImpliedDependencies(const WorkflowSpec& spec);

/// Returns the result that a job declares, `defaults` included; null if there is none.
const ResultSpec* FindResult(const JobTemplate& work, const JobTemplate& defaults,
                             std::string_view name);

/// Returns what resolves references to the jobs of a run. Borrows both.
JobLookup LookUpJobs(const Plan& plan, const Run& run);

}  // namespace executioner::domain
