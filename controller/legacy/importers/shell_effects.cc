#include "controller/legacy/importers/shell_effects.h"

#include <algorithm>
#include <array>
#include <regex>

#include "controller/legacy/importers/carried_state.h"
#include "controller/legacy/importers/shell_builtins.h"
#include "controller/legacy/importers/shell_words.h"
#include "controller/legacy/importers/statement_kind.h"

namespace executioner::legacy::importers {
namespace {

using Words = std::vector<std::string>;

bool Counts(std::string_view text) {
  return text.find("++") != std::string_view::npos || text.find("--") != std::string_view::npos;
}

/// Whether arithmetic sets a variable: has '=' other than in a comparison.
bool Sets(std::string_view text) {
  for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    // "<<=" assigns, "<=" compares.
    const bool shifts = at > 1 && text[at - 2] == before;  // "<<="
    const bool compares = before == '!' || ((before == '<' || before == '>') && !shifts);
    if (text.substr(at + 1, 1) == "=") {
      ++at;
    } else if (!compares) {
      return true;
    }
  }
  return Counts(text);
}

/// Whether "${...}" sets a variable. \param text  behind the brace
bool SetsInBraces(std::string_view text) {
  constexpr std::size_t kLongest = 4096;
  // An unclosed brace must not make this quadratic.
  text = text.substr(0, kLongest);
  text = text.substr(0, text.find('}'));
  const auto* const end =
      std::ranges::find_if_not(text.substr(text.starts_with('!') ? 1 : 0), IsOfName);
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.begin()));
  if (rest.starts_with('[')) {
    const std::size_t close = std::min(rest.find(']'), rest.size() - 1);
    if (Sets(rest.substr(0, close))) {
      return true;
    }
    rest.remove_prefix(close + 1);
  }
  const bool counts_offset =
      rest.starts_with(':') && rest.substr(1, 1) != "-" && Sets(rest.substr(1));
  return rest.starts_with('=') || rest.starts_with(":=") || counts_offset ||
         text.find_first_of(" |\t\n") == 0;  // "${ command; }"
}

/// Why it means something else in another shell: "$$", "RANDOM". "" when it does not.
std::string WhyVolatile(std::string_view text) {
  constexpr std::array<std::string_view, 7> kNames{
      "RANDOM", "SRANDOM", "SECONDS", "BASHPID", "EPOCHSECONDS", "EPOCHREALTIME", "COPROC"};
  const auto* const name = std::ranges::find_if(kNames, [&](std::string_view each) {
    return FindName(text, each) != std::string_view::npos;
  });
  if (name != kNames.end()) {
    return "'" + std::string(*name) + "' has another value in each shell";
  }
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const std::string_view next = text.substr(at + 1, 3);
    const bool is_last_word = next.starts_with('_') && (next.size() < 2 || !IsOfName(next[1]));
    if (next.starts_with('$') || next.starts_with("{$") || is_last_word || next == "{_}") {
      return "'$" + std::string(next.substr(0, 1)) + "' has another value in each shell";
    }
  }
  return "";
}

/// Why it gives variables other values without saying so: "$((x++))", "${x:=1}". "" for none.
std::string WhyAssigning(std::string_view text) {
  // Each "((" once: a search for its end from every bracket would be quadratic.
  for (std::size_t at = text.find("(("); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find("))", at), text.size());
    if (Sets(text.substr(at, end - at))) {
      return "arithmetic sets a variable";
    }
    at = text.find("((", end);
  }
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const bool is_old_arithmetic = text.substr(at + 1, 1) == "[";
    if ((is_old_arithmetic && Sets(text.substr(at, 100))) ||
        (text.substr(at + 1, 1) == "{" && SetsInBraces(text.substr(at + 2)))) {
      return "an expansion sets a variable";
    }
  }
  if (text.find(">(") != std::string_view::npos) {
    return "'>(...)' runs concurrently with the statements that follow";
  }
  return "";
}

bool Declares(const std::string& word) {
  return IsOneOf(word, {"local", "declare", "typeset"});
}

std::string NameIn(const std::string& assignment) {
  return assignment.substr(0, assignment.find_first_of("+=["));
}

/// "cd a || exit 1", which does before each job what it does in the script.
bool ExitsOnFailure(const Statement& statement) {
  static const std::regex kExit(R"(\|\|\s{0,9}exit(\s{1,9}[1-9]\d{0,2})?$)");
  constexpr std::size_t kTail = 40;
  const std::string& text = statement.text;
  return statement.commands.size() == 2 &&
         std::regex_search(text.substr(std::max(text.size(), kTail) - kTail), kExit);
}

}  // namespace

void ShellEffects::Define(const Statement& function) {
  Body body{.function = function};
  for (const ShellCommand& command : function.commands) {
    for (std::size_t i = 1; Declares(command.words[0]) && i < command.words.size(); ++i) {
      body.locals.insert(NameIn(command.words[i]));
    }
  }
  functions_.insert_or_assign(function.function, std::move(body));
}

bool ShellEffects::IsCarried(const Statement& statement) const {
  if (!statement.function.empty()) {
    return !IsBuiltin(statement.function);
  }
  // In the background it changes a copy of the shell; with a redirection it overwrites a file.
  if (statement.is_background || statement.redirects || !WhyVolatile(statement.text).empty()) {
    return false;
  }
  if (!statement.is_simple && ExitsOnFailure(statement)) {
    // The left side alone must be one that can be carried: "cd a || exit 1" is, "a || exit 1" is
    // not.
    const ShellScript left = ReadShellScript(statement.text.substr(0, statement.text.rfind("||")));
    return left.error.empty() && left.statements.size() == 1 && left.statements[0].is_simple &&
           IsCarried(left.statements[0]);
  }
  if (statement.only_assigns) {
    return true;
  }
  const bool is_one = statement.is_simple && !statement.ignores_failures &&
                      statement.commands.size() == 1 && !statement.commands[0].has_prefix;
  if (!is_one || functions_.contains(statement.commands[0].words[0])) {
    return false;
  }
  const Words& words = statement.commands[0].words;
  // After `unset f` the name may be a program again, in jobs that do not repeat it.
  const bool forgets_function =
      words[0] == "unset" && std::ranges::any_of(words, [&](const std::string& word) {
        return functions_.contains(word);
      });
  return !forgets_function && statement.text.starts_with(words[0]) && IsCarriedBuiltin(words);
}

std::string ShellEffects::WhyTogether(const Statement& statement) const {
  if (!statement.function.empty()) {
    return "the function '" + statement.function + "' hides a command of the shell";
  }
  if (statement.is_background) {
    return "";
  }
  std::string why = WhyOfStatement(statement, nullptr);
  for (const Body* body : why.empty() ? Reachable(statement) : std::vector<const Body*>()) {
    if (const std::string inner = WhyOfStatement(body->function, body); !inner.empty()) {
      return "in the function '" + body->function.function + "', " + inner;
    }
  }
  return why;
}

/// \param body  of the function that the statement defines; null: none
std::string ShellEffects::WhyOfStatement(const Statement& statement, const Body* body) const {
  std::string why = WhyVolatile(statement.text);
  why = why.empty() ? WhyAssigning(statement.text) : why;
  const std::vector<std::string> kept =
      body != nullptr ? std::vector<std::string>() : KeepersOf(statement);
  for (const ShellCommand& command : statement.commands) {
    if (!why.empty()) {
      break;
    }
    const std::string& first = command.words[0];
    if (!IsAssignment(first)) {
      why = command.has_prefix && functions_.contains(first)
                ? "'" + first + "' may keep the variable before it"
                : WhyOfCommand(command.words, body);
    } else if (const std::string name = NameIn(first);
               std::ranges::find(kept, name) == kept.end() &&
               (body == nullptr || !body->locals.contains(name))) {
      why = "'" + name + "' is a variable of the script";
    }
  }
  return why;
}

std::string ShellEffects::WhyOfCommand(const Words& words, const Body* body) const {
  const std::string& name = words[0];
  if (functions_.contains(name)) {
    return "";  // see Reachable
  }
  if (!IsPlainCommand(name)) {
    return "'" + HeadOf(name) + "' may be any command";
  }
  const bool is_local =
      body != nullptr && Declares(name) && std::ranges::none_of(words, [](const std::string& word) {
        return word.starts_with('-') && word.find('g') != std::string::npos;
      });
  if (!IsBuiltin(name) || is_local || (body != nullptr && name == "shift") ||
      LeavesShellAsItWas(words)) {
    return "";
  }
  if (IsOneOf(name, {"command", "builtin"}) && words.size() > 1) {
    return WhyOfCommand(Words(words.begin() + 1, words.end()), body);
  }
  return "'" + name + "' affects the statements that follow";
}

std::vector<const ShellEffects::Body*> ShellEffects::Reachable(const Statement& statement) const {
  std::vector<const Body*> found;
  std::set<std::string> seen;
  const auto take = [&](const Statement& caller) {
    for (const ShellCommand& command : caller.commands) {
      for (const std::string& word : command.words) {
        const auto body = functions_.find(word);
        if (body != functions_.end() && seen.insert(word).second) {
          found.push_back(&body->second);
        }
      }
    }
  };
  take(statement);
  // Grows while it is walked: functions call functions.
  for (std::size_t i = 0; i < found.size(); ++i) {
    take(found[i]->function);
  }
  return found;
}

std::set<std::string> ShellEffects::LoopVariables(const Statement& statement) const {
  std::set<std::string> names;
  const auto take = [&](const Statement& within, const std::set<std::string>& locals) {
    for (const ShellCommand& command : within.commands) {
      const bool leaves = command.words[0] == "for" && command.words.size() > 1 &&
                          !locals.contains(command.words[1]);
      if (leaves) {
        names.insert(command.words[1]);
      }
    }
  };
  take(statement, {});
  for (const Body* body : Reachable(statement)) {
    take(body->function, body->locals);
  }
  return names;
}

bool ShellEffects::MayIgnoreFailure(const Statement& statement) const {
  return !statement.is_background && (statement.ignores_failures || !Reachable(statement).empty());
}

}  // namespace executioner::legacy::importers
