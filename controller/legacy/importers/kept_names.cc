#include "controller/legacy/importers/kept_names.h"

#include <algorithm>

#include "controller/legacy/importers/carried_state.h"

namespace executioner::legacy::importers {
namespace {

/// "for x in a b" gives x another value first; "${!x}" may be any variable.
bool MayUse(const Statement& statement, const std::string& variable) {
  // Only the list of a loop can read the old value; within the loop it has a new one.
  const std::string loop = "for " + variable + " in ";
  if (statement.text.starts_with(loop)) {
    Statement list;
    list.text = statement.text.substr(
        loop.size(), statement.text.find_first_of(";\n", loop.size()) - loop.size());
    return Uses(list, variable);
  }
  // "${!x}" reads the variable that x names, which can be any.
  return Uses(statement, variable) || statement.text.find("${!") != std::string::npos;
}

}  // namespace

void KeptNames::Define(const Statement& function) {
  functions_.push_back(function);
  // Asked once for each function, not for each call.
  for (const Predicate reads : {ReadsStatus, ReadsProcess, ReadsJobTable, LeavesProcesses}) {
    if (reads(function)) {
      readers_[reads].push_back(function.function);
    }
  }
}

void KeptNames::Keep(const std::string& name, bool is_function, std::size_t job) {
  std::vector<std::pair<std::string, bool>> open{{name, is_function}};
  while (!open.empty()) {
    const auto [next, next_is_function] = std::move(open.back());
    open.pop_back();
    names_.insert_or_assign(next, Keeper{job, next_is_function});
    // Functions may call each other in a circle.
    if (!known_.insert({next, job}).second) {
      continue;
    }
    for (const Statement& function : functions_) {
      if (next_is_function ? Calls(function, next) : Uses(function, next)) {
        open.emplace_back(function.function, true);
      }
    }
  }
}

void KeptNames::MergeFrom(std::size_t job) {
  for (auto& [name, keeper] : names_) {
    keeper.job = std::min(keeper.job, job);
  }
}

std::optional<std::size_t> KeptNames::HomeOf(const Statement& statement) const {
  std::optional<std::size_t> home;
  for (const auto& [name, keeper] : names_) {
    if (keeper.is_function ? Calls(statement, name) : MayUse(statement, name)) {
      home = std::min(home.value_or(keeper.job), keeper.job);
    }
  }
  return home;
}

bool KeptNames::Reads(const Statement& statement, Predicate reads,
                      bool (*calls)(const Statement&, const std::string&)) const {
  const auto readers = readers_.find(reads);
  return statement.function.empty() &&
         (reads(statement) || (readers != readers_.end() &&
                               std::ranges::any_of(readers->second, [&](const std::string& name) {
                                 return calls(statement, name);
                               })));
}

}  // namespace executioner::legacy::importers
