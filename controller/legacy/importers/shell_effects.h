/// \file
/// What a statement changes in the shell that runs it, and whether a shell of its own for each job
/// can have that too. Knows what is safe and takes all else to be unsafe. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "controller/legacy/importers/shell_statements.h"

namespace executioner::legacy::importers {

class ShellEffects {
 public:
  /// From here on the name of the function means it.
  void Define(const Statement& function);

  /// Whether it only changes the shell, and in the same way whenever it is run: "cd a", "x=1",
  /// "set -e", "umask 022", "x=$(a) || exit 1", a function. Then it may stand before each job.
  bool IsCarried(const Statement& statement) const;

  /// Why it and what follows must run in the same shell: "'trap' affects the statements that
  /// follow". \return "" when it leaves the shell as it was
  std::string WhyTogether(const Statement& statement) const;

  /// The variables that its loops, and those of functions that it calls, leave with a value.
  std::set<std::string> LoopVariables(const Statement& statement) const;

  /// Whether it may end with a failure at which `set -e` does not end the script: "a && b".
  bool MayIgnoreFailure(const Statement& statement) const;

 private:
  struct Body {
    Statement function = {};
    std::set<std::string> locals = {};
  };

  std::string WhyOfCommand(const std::vector<std::string>& words, const Body* body) const;
  std::string WhyOfStatement(const Statement& statement, const Body* body) const;
  std::vector<const Body*> Reachable(const Statement& statement) const;

  std::map<std::string, Body> functions_ = {};
};

}  // namespace executioner::legacy::importers
