/// \file
/// Collects the statements of a shell script as the scripts of jobs. Statements that set the shell
/// are repeated in every later job. The caller decides which statements belong together.
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

  /// Adds a job; a statement that only prints is added to the last job if that only prints too.
  void AddJob(const Statement& statement, bool prints);

  /// \pre `job` < Count(). Joins all jobs from this one on, and adds a statement.
  void Join(const Statement& statement, std::size_t job);

  /// Makes the last job succeed if the shell reaches its end.
  void EndWell() { jobs_.back().ends_well = true; }

  /// Adds a bare `wait`, which is kept only in a job that runs something in the background.
  void AddWait(const Statement& statement);

  /// Makes a job of the last setter after all jobs for which `acts` is true.
  /// \return the setters after the last job, which are in no job
  std::vector<Statement> Finish(bool (*acts)(const Statement&));

  std::size_t Count() const { return jobs_.size(); }

  /// \return whether the last statement belongs to the last job, so that its status is known
  bool EndsWithJob() const { return !jobs_.empty() && jobs_.back().end == items_.size(); }

  /// Returns the first job with a background process. \param joined  whether the job keeps it there
  std::optional<std::size_t> FirstInBackground(bool joined) const;
  std::optional<std::size_t> LastInBackground() const;

  /// Returns statements in the background that remain there, or no longer do.
  std::vector<Statement> Background(bool still) const;

  /// Returns each `wait` that no job keeps.
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
