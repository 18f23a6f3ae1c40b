/// \file
/// Small specs and helpers for the tests of the validator.
#pragma once

#include <string>
#include <vector>

#include "controller/domain/validate.h"

namespace executioner::domain {

using Strings = std::vector<std::string>;

/// Returns a valid job.
inline JobSpec GoodJob(const std::string& name, Strings depends_on = {}) {
  JobSpec job{.name = name, .depends_on = std::move(depends_on)};
  job.work.image = "busybox";
  job.work.command = Strings{"true"};
  return job;
}

/// Returns a workflow of valid jobs.
inline WorkflowSpec Good(std::vector<JobSpec> jobs = {GoodJob("a")}) {
  return {.jobs = std::move(jobs)};
}

/// Returns "path: message" of each complaint.
inline Strings InWords(const std::vector<Complaint>& complaints) {
  Strings words;
  for (const Complaint& complaint : complaints) {
    words.push_back(complaint.path + ": " + complaint.message);
  }
  return words;
}

inline Strings ComplaintsOf(const WorkflowSpec& spec, const ValidationRules& rules = {}) {
  return InWords(Validate(spec, rules));
}

/// Returns the complaints about a workflow whose only job has this template.
inline Strings ComplaintsOf(const JobTemplate& work, const ValidationRules& rules = {}) {
  WorkflowSpec spec = Good();
  spec.jobs[0].work = work;
  return ComplaintsOf(spec, rules);
}

inline JobTemplate GoodWork() {
  return GoodJob("a").work;
}

}  // namespace executioner::domain
