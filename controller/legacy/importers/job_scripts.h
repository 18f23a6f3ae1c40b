/// \file
/// The statements of a shell script, in order, as the scripts of jobs. What sets the shell stands
/// before every job behind it. Plain bookkeeping; what belongs together is decided elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "controller/legacy/importers/shell_statements.h"

namespace executioner::legacy::importers {

class JobScripts {
 public:
  void AddSetter(const Statement& statement);

  /// A job of its own; what only prints goes into the last job if that only prints too.
  void AddJob(const Statement& statement, bool prints);

  /// \pre `job` < Count(). Makes one of all from this job on, and adds a statement to it.
  void Join(const Statement& statement, std::size_t job);

  /// The last job succeeds if the shell gets to its end.
  void EndWell() { jobs_.back().ends_well = true; }

  /// A bare `wait`, which only a job that runs something in the background keeps.
  void AddWait(const Statement& statement);

  /// Makes a job of the last setter behind all jobs for which `acts` holds.
  /// \return the setters behind the last job: they are in none
  std::vector<Statement> Finish(bool (*acts)(const Statement&));

  std::size_t Count() const { return jobs_.size(); }

  /// Whether the last statement is of the last job, so that it knows its status.
  bool EndsWithJob() const { return !jobs_.empty() && jobs_.back().end == items_.size(); }

  /// The first job with something in the background. \param joined  that keeps it there
  std::optional<std::size_t> FirstInBackground(bool joined) const;
  std::optional<std::size_t> LastInBackground() const;

  /// What ran in the background and still does, or no longer does.
  std::vector<Statement> Background(bool still) const;

  /// Each `wait` that no job keeps.
  std::vector<Statement> LostWaits() const;

  std::vector<std::string> Scripts() const;

 private:
  enum class Role { kSetter, kCommand, kWait };

  struct Item {
    Statement statement = {};
    Role role = Role::kSetter;
  };

  struct Job {
    std::size_t first = 0;
    std::size_t end = 0;
    bool prints = false;
    bool is_joined = false;
    bool ends_well = false;
  };

  bool RunsInBackground(const Job& job) const;
  std::string ScriptOf(const Job& job) const;

  std::vector<Item> items_ = {};
  std::vector<Job> jobs_ = {};  // their items, in order and apart
};

}  // namespace executioner::legacy::importers
