#include <algorithm>

#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

constexpr int kMostVariables = 256;
constexpr int kLongestValue = 32768;

/// \param place  of the name
void CheckVariableName(const Place& place, const std::string& name) {
  CheckLength(place, "", name, {.least = 1, .most = 256});
  // In the environment of a process, '=' ends the name.
  if (name.find('=') != std::string::npos) {
    place.Complain("may not contain '='");
  }
  if (name.starts_with(kReservedEnvPrefix)) {
    place.Complain("'" + name +
                   "': names that begin with EXECUTIONER_ are reserved; choose another name");
  }
}

bool Has(const std::vector<EnvVar>& env, const std::string& name) {
  return std::ranges::count(env, name, &EnvVar::name) > 0;
}

/// \param other  where `env` is, for the message
void CheckApart(const Place& place, const JobTemplate& work, const std::vector<EnvVar>& env,
                const std::string& other) {
  for (const auto& [name, value] : work.with) {
    if (Has(env, name)) {
      place.Field("with").Key(name).Complain("variable '" + name + "' is in " + other +
                                             " too: keep one of the two");
    }
  }
}

}  // namespace

void CheckEnv(const Place& place, const JobTemplate& work) {
  CheckCount(place, "env", work.env.size(), {.most = kMostVariables});
  const NameIndex first(work.env);
  for (std::size_t i = 0; i < work.env.size(); ++i) {
    const EnvVar& variable = work.env[i];
    const std::string item = ItemPath("env", i);
    CheckVariableName(place.Field(item + ".name"), variable.name);
    if (first.Find(variable.name) != static_cast<int>(i)) {
      place.Field(item + ".name").Complain("variable '" + variable.name + "' is given twice");
    }
    CheckLength(place, item + ".value", variable.value, {.most = kLongestValue});
    CheckReferences(place, item + ".value", variable.value, TextUse::kVariable);
    if (!variable.value.empty() && !variable.value_from.text.empty()) {
      place.Field(item + ".valueFrom")
          .Complain("may not be given together with value: keep one of the two");
    }
  }
}

void CheckWith(const Place& place, const JobTemplate& work) {
  CheckCount(place, "with", work.with.size(), {.most = kMostVariables});
  for (const auto& [name, value] : work.with) {
    const Place entry = place.Field("with").Key(name);
    CheckVariableName(entry, name);
    CheckLength(entry, "", value, {.most = kLongestValue});
    CheckReferences(entry, "", value, TextUse::kVariable);
  }
  CheckApart(place, work, work.env, "env");
}

void CheckVariables(const Place& place, const JobTemplate& work, const JobTemplate& defaults) {
  CheckApart(place, work, defaults.env, "env of spec.defaults");
  for (std::size_t i = 0; i < work.env.size(); ++i) {
    const std::string& name = work.env[i].name;
    if (defaults.with.contains(name)) {
      place.Field(ItemPath("env", i) + ".name")
          .Complain("variable '" + name + "' is in with of spec.defaults too: keep one of the two");
    }
  }
}

}  // namespace executioner::domain
