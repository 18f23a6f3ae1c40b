#include "controller/domain/interpolate.h"

#include <string_view>
#include <utility>

#include "controller/domain/named_graph.h"

namespace executioner::domain {
namespace {

Graph FindUses(const std::vector<EnvVar>& env, const NameIndex& index) {
  Graph uses(env.size());
  for (std::size_t i = 0; i < env.size(); ++i) {
    ScanVariables(
        env[i].value, [](std::string_view) {},
        [&](std::string_view name) {
          if (const int used = index.Find(name); used >= 0) {
            uses[i].push_back(used);
          }
        });
  }
  return uses;
}

/// Variables that name their predecessor twice double in length with each step: forty of them would
/// fill a terabyte.
bool IsTooLong(const std::string& value) {
  return value.size() > static_cast<std::size_t>(kLongestEnvValue);
}

/// Returns the new value. Stops when it is too long.
std::string Expand(const std::vector<EnvVar>& env, const NameIndex& index, const EnvVar& variable) {
  std::string value;
  ScanVariables(
      variable.value, [&](std::string_view text) { value += text; },
      [&](std::string_view name) {
        const int used = index.Find(name);
        if (IsTooLong(value)) {
          return;
        }
        if (used >= 0 && env[At(used)].value_from.text.empty()) {
          value += env[At(used)].value;
        } else {
          value += "${" + std::string(name) + "}";
        }
      });
  return value;
}

/// \return the names of variables that remain unchanged because they would be too long
std::vector<std::string> Interpolate(std::vector<EnvVar>& env) {
  std::vector<std::string> overlong;
  const NameIndex index(env);
  const Graph uses = FindUses(env, index);
  // A variable comes after those that it uses, so their values are final. The order omits cycles
  // and what depends on them, which is why those values are unchanged.
  for (const int variable : TopologicalOrder(uses, Reversed(uses))) {
    std::string value = Expand(env, index, env[At(variable)]);
    if (IsTooLong(value)) {
      overlong.push_back(env[At(variable)].name);
    } else {
      env[At(variable)].value = std::move(value);
    }
  }
  return overlong;
}

}  // namespace

std::vector<EnvVar> InterpolateEnv(std::vector<EnvVar> env) {
  Interpolate(env);
  return env;
}

std::vector<std::string> OverlongEnv(const std::vector<EnvVar>& env) {
  std::vector<EnvVar> values = env;
  return Interpolate(values);
}

}  // namespace executioner::domain
