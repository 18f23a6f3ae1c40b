#include "controller/runs/find_run.h"

#include <algorithm>
#include <utility>

#include "controller/base/join.h"
#include "controller/base/whole_number.h"
#include "controller/domain/complaints.h"
#include "controller/domain/nearest_name.h"

namespace executioner::runs {
namespace {

/// "; the newest are 12 (etl), 11 (etl)", or that there is none.
std::string Newest(history::History& history) {
  const std::string text =
      base::Join(history.List({.limit = 3}), ", ", [](const history::RunSummary& run) {
        return std::to_string(run.id) + " (" + run.name + ")";
      });
  return text.empty() ? "there are no runs yet" : "the newest are " + text;
}

/// Ends the error for an unknown run: a hint if the name is that of a job, or the newest runs.
std::string WithThatJob(history::History& history, const std::string& name) {
  const auto newest = history.List({.limit = 1});
  const auto latest = newest.empty() ? std::nullopt : history.Find(newest.front().id);
  if (!latest || std::ranges::count(latest->status.jobs, name, &domain::JobStatus::name) == 0) {
    return "; " + Newest(history);
  }
  const std::string run = std::to_string(latest->summary.id);
  return ", but run " + run + " (" + latest->summary.name +
         ") has a job of that name: a run comes first, as in 'executioner logs " + run + " " +
         name + "'";
}

/// The status is written now and then, the start of an attempt at once: what runs is known.
void TakeOpenAttempts(history::RunRecord& record) {
  if (domain::IsEnded(record.summary.phase)) {
    return;
  }
  for (const history::AttemptRecord& attempt : record.attempts) {
    const auto job = std::ranges::find(record.status.jobs, attempt.job, &domain::JobStatus::name);
    if (!attempt.ending && attempt.run_attempt == record.summary.attempt &&
        job != record.status.jobs.end() && !domain::IsEnded(job->phase)) {
      job->phase = domain::JobPhase::kRunning;
      job->reason = domain::Reason::kNone;
      job->message.clear();
      job->attempts = attempt.attempt;
      job->start_time = job->start_time.value_or(attempt.start_time);
    }
  }
}

}  // namespace

history::RunRecord FindRun(history::History& history, const std::string& name) {
  if (name.empty()) {
    throw NotFoundError("the name of the run is empty; " + Newest(history));
  }
  auto number = base::WholeNumber<std::int64_t>(name);
  if (!number) {
    // A name of digits only is taken for a number: those are what listings show.
    const auto newest = history.List({.name = name == "latest" ? "" : name, .limit = 1});
    number = newest.empty() ? 0 : newest.front().id;
  }
  auto record = history.Find(*number);
  if (!record) {
    throw NotFoundError("there is no run " + name + WithThatJob(history, name));
  }
  TakeOpenAttempts(*record);
  return std::move(*record);
}

void RequireJobs(std::int64_t run, const std::vector<std::string>& known,
                 const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::ranges::count(known, name) == 0) {
      throw NotFoundError("run " + std::to_string(run) + " has no job '" + name + "'" +
                          domain::DidYouMean(domain::NearestName(name, known)));
    }
  }
}

std::vector<std::string> JobNames(const history::RunRecord& record) {
  std::vector<std::string> names;
  names.reserve(record.status.jobs.size());
  for (const domain::JobStatus& job : record.status.jobs) {
    names.push_back(job.name);
  }
  return names;
}

}  // namespace executioner::runs
