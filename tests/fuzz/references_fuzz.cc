// What is replaced in a user's text: references, variables, and the dollars that a kubelet would
// expand once more.
#include <cstdint>
#include <sstream>
#include <string>

#include "controller/adapters/runner/runner_spec.h"
#include "controller/domain/interpolate.h"
#include "controller/domain/references.h"
#include "tests/fuzz/property.h"

namespace executioner::fuzz {
namespace {

void TakeText(std::string_view text) {
  std::size_t asked = 0;
  const auto pieces = domain::Substitute(text, [&](std::string_view) {
    ++asked;
    return std::optional<std::string>("$(workflow.name) $$");
  });
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    Require(pieces[i].substituted != pieces[i - 1].substituted, "no two neighbours are of a kind");
  }
  const auto references = domain::FindReferences(text);
  Require(asked == references.size(), "each reference is replaced once, and no value looked into");
  for (const domain::Reference& reference : references) {
    const std::string written = "$(" + reference.path + ")";
    Require(text.substr(reference.offset, written.size()) == written,
            "a reference is where it says");
  }
  const auto none = domain::Substitute(text, [](std::string_view) { return std::nullopt; });
  Require(domain::Join(none).size() <= text.size(), "what nobody knows stays as it is");
}

void TakeEscaped(std::string_view text) {
  const std::string escaped = runner::EscapeForKubelet(text);
  std::string halved;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    if (escaped[at] == '$') {
      Require(escaped.compare(at, 2, "$$") == 0, "every $ is doubled");
      ++at;
    }
    halved += escaped[at];
  }
  Require(halved == text, "a kubelet undoes what EscapeForKubelet did");
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
