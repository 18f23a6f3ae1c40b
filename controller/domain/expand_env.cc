#include "controller/domain/expand_env.h"

namespace executioner::domain {

std::string ExpandVariables(std::string_view text, const Environment& variables) {
  std::string expanded;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t dollar = text.find('$', at);
    if (dollar == std::string_view::npos || dollar + 1 == text.size()) {
      break;
    }
    expanded.append(text, at, dollar - at);
    const char next = text[dollar + 1];
    const std::size_t end = next == '(' ? text.find(')', dollar) : std::string_view::npos;
    if (end != std::string_view::npos) {
      const auto found = variables.find(text.substr(dollar + 2, end - dollar - 2));
      const std::string_view whole = text.substr(dollar, end + 1 - dollar);
      expanded += found == variables.end() ? whole : found->second;
      at = end + 1;
    } else {
      // As the kubelet does it: `$$` is a literal `$`; a `$` before anything else and a `$(` that
      // is not closed are text.
      expanded += '$';
      at = dollar + (next == '$' ? 2 : 1);
    }
  }
  return expanded.append(text.substr(at));
}

std::string EscapeDollars(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size() + 16);
  for (const char letter : text) {
    escaped.append(letter == '$' ? 2 : 1, letter);
  }
  return escaped;
}

void AddVariables(const std::vector<EnvVar>& variables, Environment& environment) {
  for (const EnvVar& variable : variables) {
    if (variable.value_from.text.empty()) {
      environment[variable.name] = ExpandVariables(variable.value, environment);
    }
  }
}

}  // namespace executioner::domain
