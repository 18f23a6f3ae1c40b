// Expressions: every source compiles or is refused at a place within it; every program ends within
// its budget, and gives the same value again.
#include <cstdint>
#include <string>

#include "controller/domain/expression/program.h"
#include "tests/fuzz/property.h"

namespace {

using executioner::fuzz::Require;
namespace expression = executioner::domain::expression;

expression::Fields Variables() {
  const expression::Type text{.kind = expression::Type::Kind::kString};
  return {{"x", expression::Type{}},
          {"jobs", expression::ObjectOf({{"load", expression::ObjectOf({{"outcome", text}})}})}};
}

void Evaluate(const expression::Program& program, const std::string& text) {
  const expression::Value list =
      expression::MakeList({expression::Value(text), expression::Value(0.5)});
  for (const expression::Value& value : {expression::Value(text), list}) {
    const std::vector<expression::Value> values(program.references.size(), value);
    const auto first = expression::Evaluate(program, values);
    const auto again = expression::Evaluate(program, values);
    Require(first.index() == again.index(), "an evaluation has no side effects");
    if (const auto* problem = std::get_if<expression::Problem>(&first)) {
      Require(!problem->message.empty(), "an error says what is wrong");
    }
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const auto compiled = expression::Compile(text, Variables(), expression::Type{});
  if (const auto* problem = std::get_if<expression::Problem>(&compiled)) {
    Require(!problem->message.empty() && problem->line >= 1 && problem->column >= 1,
            "a problem has a place");
    Require(static_cast<std::size_t>(problem->column) <= text.size() + 1, "within the source");
  } else {
    Evaluate(std::get<expression::Program>(compiled), text);
  }
  return 0;
}
