#include "controller/legacy/importers/shell_expansions.h"

#include <algorithm>
#include <array>

#include "controller/legacy/importers/shell_words.h"

namespace executioner::legacy::importers {
namespace {

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

}  // namespace

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

}  // namespace executioner::legacy::importers
