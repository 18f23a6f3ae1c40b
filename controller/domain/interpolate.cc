#include "controller/domain/interpolate.h"

#include <string_view>

#include "controller/domain/named_graph.h"

namespace executioner::domain {
namespace {

/// Calls `on_text` for text and `on_name` for the name in each `${NAME}`, in order.
template <class OnText, class OnName>
void Scan(std::string_view value, OnText on_text, OnName on_name) {
  std::size_t done = 0;
  for (std::size_t at = value.find("${"); at != std::string_view::npos;
       at = value.find("${", at + 1)) {
    const std::size_t end = value.find('}', at);
    if (end == std::string_view::npos) {
      break;
    }
    on_text(value.substr(done, at - done));
    on_name(value.substr(at + 2, end - at - 2));
    done = end + 1;
    at = end;
  }
  on_text(value.substr(done));
}

Graph FindUses(const std::vector<EnvVar>& env, const NameIndex& index) {
  Graph uses(env.size());
  for (std::size_t i = 0; i < env.size(); ++i) {
    Scan(
        env[i].value, [](std::string_view) {},
        [&](std::string_view name) {
          if (const int used = index.Find(name); used >= 0) {
            uses[i].push_back(used);
          }
        });
  }
  return uses;
}

std::string Expand(const std::vector<EnvVar>& env, const NameIndex& index, const EnvVar& variable) {
  std::string value;
  Scan(
      variable.value, [&](std::string_view text) { value += text; },
      [&](std::string_view name) {
        const int used = index.Find(name);
        if (used >= 0 && env[At(used)].value_from.text.empty()) {
          value += env[At(used)].value;
        } else {
          value += "${" + std::string(name) + "}";
        }
      });
  return value.size() > kLongestEnvValue ? variable.value : value;
}

}  // namespace

std::vector<EnvVar> InterpolateEnv(std::vector<EnvVar> env) {
  const NameIndex index(env);
  const Graph uses = FindUses(env, index);
  for (const int variable : TopologicalOrder(uses, Reversed(uses))) {
    env[At(variable)].value = Expand(env, index, env[At(variable)]);
  }
  return env;
}

}  // namespace executioner::domain
