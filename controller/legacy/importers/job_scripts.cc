#include "controller/legacy/importers/job_scripts.h"

#include <algorithm>

namespace executioner::legacy::importers {

void JobScripts::AddSetter(const Statement& statement) {
  items_.push_back({statement, Role::kSetter});
}

void JobScripts::AddJob(const Statement& statement, bool prints) {
  // A job for each echo would only cost a pod each.
  const bool joins = prints && EndsWithJob() && jobs_.back().prints;
  if (!joins) {
    jobs_.push_back({items_.size(), items_.size(), prints, false, false});
  }
  items_.push_back({statement, Role::kCommand});
  jobs_.back().end = items_.size();
  jobs_.back().ends_well = false;
}

void JobScripts::Join(const Statement& statement, std::size_t job) {
  items_.push_back({statement, Role::kCommand});
  // All behind it become part of it, since their order must not change.
  jobs_.resize(job + 1);
  jobs_[job].end = items_.size();
  // What joins may do more than print, so nothing is put together with it for that reason.
  jobs_[job].prints = false;
  jobs_[job].is_joined = true;
  jobs_[job].ends_well = false;
}

void JobScripts::AddWait(const Statement& statement) {
  // A `wait` directly behind a job may wait for what that job has started.
  const bool is_of_job = EndsWithJob();
  items_.push_back({statement, Role::kWait});
  if (is_of_job) {
    jobs_.back().end = items_.size();
    jobs_.back().prints = false;
  }
}

std::vector<Statement> JobScripts::Finish(bool (*acts)(const Statement&)) {
  const std::size_t begin = jobs_.empty() ? 0 : jobs_.back().end;
  for (std::size_t at = items_.size(); at > begin; --at) {
    const Item& item = items_[at - 1];
    if (item.role == Role::kSetter && acts(item.statement)) {
      jobs_.push_back({at - 1, at, false, false, false});
      break;
    }
  }
  std::vector<Statement> left;
  for (std::size_t at = jobs_.empty() ? 0 : jobs_.back().end; at < items_.size(); ++at) {
    if (items_[at].role == Role::kSetter) {
      left.push_back(items_[at].statement);
    }
  }
  return left;
}

bool JobScripts::RunsInBackground(const Job& job) const {
  for (std::size_t at = job.first; at < job.end; ++at) {
    if (items_[at].statement.is_background) {
      return true;
    }
  }
  return false;
}

std::optional<std::size_t> JobScripts::FirstInBackground(bool joined) const {
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    if (RunsInBackground(jobs_[i]) && (jobs_[i].is_joined || !joined)) {
      return i;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> JobScripts::LastInBackground() const {
  for (std::size_t i = jobs_.size(); i > 0; --i) {
    if (RunsInBackground(jobs_[i - 1])) {
      return i - 1;
    }
  }
  return std::nullopt;
}

std::vector<Statement> JobScripts::Background(bool still) const {
  std::vector<Statement> found;
  for (const Job& job : jobs_) {
    for (std::size_t at = job.first; at < job.end && job.is_joined == still; ++at) {
      if (items_[at].statement.is_background) {
        found.push_back(items_[at].statement);
      }
    }
  }
  return found;
}

std::vector<Statement> JobScripts::LostWaits() const {
  std::vector<Statement> found;
  for (std::size_t at = 0; at < items_.size(); ++at) {
    // Only within one shell is there anything to wait for.
    const bool is_kept = std::ranges::any_of(
        jobs_, [&](const Job& job) { return job.is_joined && job.first <= at && at < job.end; });
    if (items_[at].role == Role::kWait && !is_kept) {
      found.push_back(items_[at].statement);
    }
  }
  return found;
}

std::string JobScripts::ScriptOf(const Job& job) const {
  std::string script;
  for (std::size_t at = 0; at < job.end; ++at) {
    const Statement& statement = items_[at].statement;
    const bool is_of_job = at >= job.first;
    // Setters of all jobs before, but of this job everything.
    const bool stands = items_[at].role == Role::kSetter ||
                        (is_of_job && (items_[at].role == Role::kCommand || job.is_joined));
    if (stands) {
      script += (script.empty() ? "" : "\n") + statement.text;
      script += statement.is_background && job.is_joined ? " &" : "";
    }
  }
  script += job.ends_well ? "\ntrue" : "";
  // A single line needs no newline, and looks better in YAML without one.
  return script + (script.find('\n') == std::string::npos ? "" : "\n");
}

std::vector<std::string> JobScripts::Scripts() const {
  std::vector<std::string> scripts;
  std::ranges::transform(jobs_, std::back_inserter(scripts),
                         [this](const Job& job) { return ScriptOf(job); });
  return scripts;
}

}  // namespace executioner::legacy::importers
