#include "controller/runs/hidden_values.h"

#include <algorithm>

#include "controller/runs/compare_runs.h"
#include "controller/standalone/additions_json.h"

namespace executioner::runs {
namespace {

constexpr const char* kHidden = "***";
constexpr const char* kOther = "*** (another value)";

using Variables = std::vector<domain::EnvVar>;

/// \return the value of the last variable with that name
const std::string* ValueOf(const Variables& variables, const std::string& name) {
  const auto found = std::find_if(variables.rbegin(), variables.rend(),
                                  [&](const auto& variable) { return variable.name == name; });
  return found == variables.rend() ? nullptr : &found->value;
}

void HideIn(history::RunRecord& run, const Variables& compared) {
  standalone::Additions additions = standalone::ReadAdditions(ArgumentsOf(run));
  if (additions.env.empty()) {
    return;
  }
  for (domain::EnvVar& variable : additions.env) {
    const std::string* const other = ValueOf(compared, variable.name);
    variable.value = other != nullptr && *other != variable.value ? kOther : kHidden;
  }
  run.run_attempts.back().source.arguments = standalone::WriteAdditions(additions);
}

}  // namespace

void HideValues(history::RunRecord& left, history::RunRecord& right) {
  const Variables before = standalone::ReadAdditions(ArgumentsOf(left)).env;
  HideIn(left, {});
  HideIn(right, before);
}

std::string HideValue(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals != std::string::npos) {
    return assignment.substr(0, equals + 1) + kHidden;
  }
  // A value that looks like the name of a variable is not a secret, and helps to find the mistake.
  const bool is_name = std::ranges::all_of(
      assignment, [](char letter) { return (letter >= 'A' && letter <= 'Z') || letter == '_'; });
  return is_name ? assignment : kHidden;
}

}  // namespace executioner::runs
