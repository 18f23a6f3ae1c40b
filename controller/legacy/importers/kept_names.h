/// \file
/// Variables and functions that only one job of a script knows, and so all jobs up to the last use
/// must be that job. Plain bookkeeping.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "controller/legacy/importers/shell_statements.h"

namespace executioner::legacy::importers {

class KeptNames {
 public:
  /// One of carried_state.h.
  using Predicate = bool (*)(const Statement&);

  /// A function of the script, which uses names when it is called.
  void Define(const Statement& function);

  /// Only the job knows the variable or function, and so the functions that use it, and those that
  /// call these.
  void Keep(const std::string& name, bool is_function, std::size_t job);

  /// All jobs know the variable again.
  void Release(const std::string& variable) { names_.erase(variable); }

  /// The job and all behind it are now one.
  void MergeFrom(std::size_t job);

  /// The first job that alone knows what the statement uses.
  std::optional<std::size_t> HomeOf(const Statement& statement) const;

  /// Whether the statement reads something of the shell, or calls a function that does.
  bool Reads(const Statement& statement, Predicate reads,
             bool (*calls)(const Statement&, const std::string&)) const;

 private:
  struct Keeper {
    std::size_t job = 0;
    bool is_function = false;
  };

  std::vector<Statement> functions_ = {};
  std::map<Predicate, std::vector<std::string>> readers_ = {};  // the functions that read
  std::map<std::string, Keeper> names_ = {};
  std::set<std::pair<std::string, std::size_t>> known_ = {};  // names and the jobs that know them
};

}  // namespace executioner::legacy::importers
