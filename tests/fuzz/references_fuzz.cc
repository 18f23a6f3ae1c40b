// What is replaced in a user's text: references, variables, and the dollars that a kubelet would
// expand once more.
#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>

#include "controller/domain/expand_env.h"
#include "controller/domain/interpolate.h"
#include "controller/domain/references.h"
#include "tests/fuzz/property.h"

namespace executioner::fuzz {
namespace {

void TakeText(std::string_view text) {
  const auto references = domain::FindReferences(text);
  for (const domain::Reference& reference : references) {
    const std::string written = "$(" + reference.path + ")";
    Require(text.substr(reference.offset, written.size()) == written,
            "a reference is where it says");
  }
  const std::string hostile = "$(workflow.name) $$ $$(";
  const domain::Values values{.workflow = hostile, .ns = hostile, .uid = hostile};
  const domain::Resolved resolved = domain::Substitute(text, {.values = values});
  const auto* const substituted = std::get_if<std::string>(&resolved);
  if (substituted == nullptr) {
    return;  // a label that the object does not have, or too large
  }
  const std::string& literal = *substituted;
  Require(literal.size() <= text.size() + references.size() * hostile.size(),
          "each reference is replaced once, and no value looked into");
  Require(!references.empty() || literal.size() <= text.size(), "only references make text longer");
  if (text.find('$') == std::string_view::npos) {
    Require(literal == text, "text without references stays as it is");
  }
}

void TakeEscaped(std::string_view text) {
  const std::string escaped = domain::EscapeDollars(text);
  Require(escaped.size() == text.size() + static_cast<std::size_t>(std::ranges::count(text, '$')),
          "every $ is doubled, and nothing else");
  Require(domain::ExpandVariables(escaped, {}) == text, "a kubelet undoes what EscapeDollars did");
  const std::string value(text);
  const domain::Values values{.workflow = value};
  const domain::Resolved resolved =
      domain::SubstituteEscaped("$(workflow.name)$(A)", {.values = values});
  if (const auto* const substituted = std::get_if<std::string>(&resolved)) {
    Require(domain::ExpandVariables(*substituted, {{"A", "a"}}) == value + "a",
            "a value arrives as it is, whatever expands the text around it");
  }
}

/// Lines of NAME=VALUE.
void TakeVariables(const std::string& text) {
  std::vector<domain::EnvVar> env;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t equals = line.find('=');
    env.push_back({.name = line.substr(0, equals),
                   .value = equals == std::string::npos ? "" : line.substr(equals + 1)});
  }
  const auto interpolated = domain::InterpolateEnv(env);
  Require(interpolated.size() == env.size(), "no variable is lost");
  for (std::size_t i = 0; i < env.size(); ++i) {
    Require(interpolated[i].name == env[i].name, "variables keep their places");
    Require(interpolated[i].value.size() <= domain::kLongestEnvValue ||
                interpolated[i].value == env[i].value,
            "no value grows without a bound");
  }
}

}  // namespace
}  // namespace executioner::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace executioner;  // NOLINT(google-build-using-namespace)
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  fuzz::TakeText(text);
  fuzz::TakeEscaped(text);
  fuzz::TakeVariables(text);
  return 0;
}
