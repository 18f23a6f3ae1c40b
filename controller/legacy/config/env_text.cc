#include "controller/legacy/config/env_text.h"

#include <algorithm>

#include "controller/domain/complaints.h"
#include "controller/domain/interpolate.h"
#include "controller/domain/references.h"

namespace executioner::legacy {
namespace {

/// Doubles each `$` that manifests would take for the beginning of something.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool special =
        text[i] == '$' && i + 1 < text.size() && (text[i + 1] == '$' || text[i + 1] == '(');
    escaped += text[i];
    if (special) {
      escaped += '$';
    }
  }
  return escaped;
}

}  // namespace

std::string ManifestValue(std::string_view value, std::string_view own,
                          const NamePredicate& explicits, const NamePredicate& inherited) {
  std::string text;
  domain::ScanVariables(
      value, [&](std::string_view part) { text += Escaped(part); },
      [&](std::string_view name) {
        const std::string reference = "$(" + std::string(name) + ")";
        const bool from_shell = inherited(name) && (name == own || !explicits(name));
        // A reference of manifests wins over a variable of its name, so such a variable keeps the
        // braces: the shell of the job replaces them.
        text += from_shell && domain::FindReferences(reference).empty()
                    ? reference
                    : "${" + std::string(name) + "}";
      });
  return text;
}

std::vector<domain::EnvVar> ManifestEnv(const std::map<std::string, std::string>& env,
                                        const NamePredicate& explicits,
                                        const NamePredicate& inherited) {
  std::vector<domain::EnvVar> variables;
  std::vector<domain::EnvVar> last;
  for (const auto& [name, value] : env) {
    // PATH=${PATH}:/opt means the PATH of the shell; all others must have seen that one before.
    const bool looks_at_itself = value.find("${" + name + "}") != std::string::npos;
    (looks_at_itself ? last : variables)
        .push_back({.name = name, .value = ManifestValue(value, name, explicits, inherited)});
  }
  variables.insert(variables.end(), last.begin(), last.end());
  return variables;
}

namespace {

std::vector<domain::EnvVar> ListOf(const std::map<std::string, std::string>& env) {
  std::vector<domain::EnvVar> variables;
  variables.reserve(env.size());
  for (const auto& [name, value] : env) {
    variables.push_back({.name = name, .value = value});
  }
  return variables;
}

}  // namespace

void AddOverlong(const std::map<std::string, std::string>& own,
                 const std::map<std::string, std::string>& all, const std::string& path,
                 std::vector<domain::Complaint>& errors) {
  for (const std::string& name : domain::OverlongEnv(ListOf(all))) {
    if (own.contains(name)) {
      errors.push_back({.path = domain::KeyPath(path, name),
                        .message = "is longer than " + std::to_string(domain::kLongestEnvValue) +
                                   " bytes when each ${NAME} in it is replaced: shorten it"});
    }
  }
}

std::map<std::string, std::string> Interpolated(const std::map<std::string, std::string>& env) {
  std::map<std::string, std::string> interpolated;
  for (domain::EnvVar& variable : domain::InterpolateEnv(ListOf(env))) {
    interpolated.emplace(std::move(variable.name), std::move(variable.value));
  }
  return interpolated;
}

std::string FillIn(std::string_view text, const domain::Environment& variables) {
  std::string filled;
  domain::ScanVariables(
      text, [&](std::string_view part) { filled += part; },
      [&](std::string_view name) {
        const auto found = variables.find(name);
        filled += found == variables.end() ? "${" + std::string(name) + "}" : found->second;
      });
  return filled;
}

std::string WithoutReferences(const std::string& text) {
  std::string escaped = text;
  std::vector<std::size_t> places;
  // Only what would be taken for a reference needs an escape: commands are full of `$(`.
  for (const domain::Reference& reference : domain::FindReferences(text)) {
    places.push_back(reference.offset);
  }
  // What already reads as an escape is text here, and so needs one of its own.
  for (std::size_t at = text.find("$$("); at != std::string::npos; at = text.find("$$(", at + 1)) {
    places.push_back(at);
  }
  // From the end, so that the places before stay where they are.
  std::ranges::sort(places, std::greater{});
  for (const std::size_t at : places) {
    escaped.insert(at, "$");
  }
  return escaped;
}

}  // namespace executioner::legacy
