/// \file
/// The commands within a statement that the shell itself runs, so that they can change it. What
/// stands in `(...)` or `$(...)` runs in a shell of its own and is not among them. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace executioner::legacy::importers {

struct ShellCommand {
  std::vector<std::string> words = {};  ///< as written, without redirections; one NAME=VALUE if
                                        ///< that is all
  bool has_prefix = false;              ///< NAME=VALUE before the first word
};

/// Collects the commands while a reader passes over their words.
class CommandList {
 public:
  /// A word where the name of a command or an assignment is expected.
  void AddFirst(std::string_view word, bool is_assignment) {
    if (is_assignment) {
      ++assignments_;
    } else {
      // NAME=VALUE before a command is part of it.
      commands_.resize(commands_.size() - assignments_);
    }
    commands_.push_back({.words = {std::string(word)}, .has_prefix = assignments_ > 0});
    assignments_ = is_assignment ? assignments_ : 0;
    is_open_ = !is_assignment;
  }

  /// Any other word of the last command.
  void AddArgument(std::string_view word) {
    if (is_open_) {
      commands_.back().words.emplace_back(word);
    }
  }

  /// The last command has ended.
  void End() {
    assignments_ = 0;
    is_open_ = false;
  }

  /// All since the last call.
  std::vector<ShellCommand> Take() {
    End();
    return std::exchange(commands_, {});
  }

 private:
  std::vector<ShellCommand> commands_ = {};
  std::size_t assignments_ = 0;  // that the next command may have as its prefix
  bool is_open_ = false;
};

}  // namespace executioner::legacy::importers
