#include "controller/legacy/importers/shell_commands.h"

#include <utility>

namespace executioner::legacy::importers {

void CommandList::AddFirst(std::string_view word, bool is_assignment) {
  if (is_assignment) {
    ++assignments_;
  } else {
    // NAME=VALUE before a command is no command of its own.
    commands_.resize(commands_.size() - assignments_);
  }
  commands_.push_back({.words = {std::string(word)}, .has_prefix = assignments_ > 0});
  assignments_ = is_assignment ? assignments_ : 0;
  is_open_ = !is_assignment;
}

void CommandList::AddArgument(std::string_view word) {
  if (is_open_) {
    commands_.back().words.emplace_back(word);
  }
}

void CommandList::End() {
  assignments_ = 0;
  is_open_ = false;
}

std::vector<ShellCommand> CommandList::Take() {
  End();
  return std::exchange(commands_, {});
}

}  // namespace executioner::legacy::importers
