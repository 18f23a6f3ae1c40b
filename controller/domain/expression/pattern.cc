#include "controller/domain/expression/pattern.h"

#include <re2/re2.h>

namespace executioner::domain::expression {
namespace {

/// Without this bound, (a{1000}){1000} would compile to a million instructions.
constexpr std::int64_t kMemory = 64 << 10;
constexpr std::size_t kLongest = 2048;
/// Instructions of a small program; searching a text with a larger one costs as much more.
constexpr std::size_t kSmallProgram = 64;

}  // namespace

std::variant<std::shared_ptr<const re2::RE2>, Failure> CompilePattern(std::string_view pattern) {
  if (pattern.size() > kLongest) {
    return Failure{"invalid pattern: it is longer than " + std::to_string(kLongest) + " bytes"};
  }
  re2::RE2::Options options(re2::RE2::Quiet);  // RE2 would write errors to stderr
  options.set_max_mem(kMemory);
  auto compiled =
      std::make_shared<const re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled->ok()) {
    return Failure{"invalid pattern: " + compiled->error()};
  }
  return compiled;
}

bool HasMatch(const re2::RE2& pattern, const std::string& text, Budget& budget) {
  const auto factor = 1 + static_cast<std::size_t>(pattern.ProgramSize()) / kSmallProgram;
  return budget.SpendBytes(text.size() * factor) && re2::RE2::PartialMatch(text, pattern);
}

}  // namespace executioner::domain::expression
