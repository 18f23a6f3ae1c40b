// What controller and runner tell each other (runner/contract/spec.md): the runner survives any
// spec, the controller any last words, and the controller understands all last words that the
// runner says.
#include <algorithm>
#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

#include "controller/adapters/runner/last_words.h"
#include "runner/last_words.h"
#include "runner/read_spec.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/runner_memory.h"

namespace executioner::fuzz {
namespace {

/// An attempt of a spec that failed, with `output` wherever a job could have its say.
runner::Outcome Failed(const runner::Spec& spec, runner::Bytes output) {
  runner::Outcome outcome{.reason = runner::kReasonFailed, .exit_code = 1, .ran = true};
  outcome.message.Add(output);
  for (const runner::ResultDeclaration& declared : spec.results) {
    outcome.results.Add({declared.name, {output.begin, std::min<std::size_t>(output.size, 40)}});
  }
  if (spec.post_checks.Size() > 0) {
    outcome.reason = runner::kReasonPostCheckFailed;
    outcome.failed_check.check = &spec.post_checks[0];
    outcome.failed_check.file.Add(output);
    outcome.failed_check.line = 7;
  }
  return outcome;
}

std::string Say(const runner::Spec& spec, const runner::Outcome& outcome, runner::Bytes output) {
  runner::Tail tail(static_cast<std::size_t>(spec.tail_bytes));
  tail.Add(output);
  runner::Text words = runner::MakeLastWords(outcome, {.started_at_ms = 1790000000123}, tail,
                                             static_cast<std::size_t>(spec.message_bytes));
  return words.String();
}

void TakeSpec(std::string text) {
  const std::string original = text;
  const runner::Bytes output{original.data(), original.size()};
  runner::Spec spec;
  runner::Text error;
  const bool good = runner::ReadSpec(text.data(), &spec, &error);
  Require(good == (error.Size() == 0), "a spec is refused with a reason, and only then");
  if (good && spec.results.Size() < 3) {  // the sum of results is bounded where they are read
    Require(spec.command.Size() >= 2 && spec.command[spec.command.Size() - 1] == nullptr,
            "there is a command, and its end is marked");
    const runner::Outcome outcome = Failed(spec, output);
    const std::string words = Say(spec, outcome, output);
    Require(words.size() <= static_cast<std::size_t>(spec.message_bytes), "last words have room");
    Require(nlohmann::json::accept(words), "last words are JSON: " + words);
    const auto read = runner::ReadLastWords(words, outcome.exit_code);
    Require(read.has_value(), "the controller believes the runner: " + words);
    Require(domain::ReasonName(read->reason) == outcome.reason, "the reason arrives");
  }
  FreeRunnerMemory();
}

void TakeLastWords(const std::string& text) {
  for (const int exit_code : {0, 1, 137}) {
    const auto words = runner::ReadLastWords(text, exit_code);
    if (words) {
      runner::Describe(*words, exit_code);
      Require(words->reason != domain::Reason::kNone, "last words that are believed say why");
    }
  }
}

}  // namespace
}  // namespace executioner::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  executioner::fuzz::TakeSpec(text);
  executioner::fuzz::TakeLastWords(text);
  return 0;
}
