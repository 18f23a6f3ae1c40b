#include <algorithm>
#include <utility>

#include "controller/base/utf8.h"
#include "controller/domain/expression/check.h"
#include "controller/domain/expression/locate.h"
#include "controller/domain/expression/parse.h"
#include "controller/domain/expression/program.h"

namespace executioner::domain::expression {

Problem Locate(std::string_view source, const Failure& failure) {
  Problem problem{.message = failure.message};
  const std::size_t offset = failure.offset < 0 ? 0 : static_cast<std::size_t>(failure.offset);
  const std::string_view before = source.substr(0, std::min(offset, source.size()));
  for (const char c : before) {
    if (c == '\n') {
      ++problem.line;
      problem.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++problem.column;  // counts characters: a byte 10xxxxxx continues one
    }
  }
  return problem;
}

std::variant<Program, Problem> Compile(std::string_view source, const Fields& variables,
                                       const Type& result) {
  if (source.size() > kLongestSource) {
    return Problem{.message = "the expression must have at most " + std::to_string(kLongestSource) +
                              " bytes"};
  }
  if (const auto invalid = base::FirstNotUtf8(source)) {
    return Locate(source, {"the expression is not valid UTF-8", static_cast<int>(*invalid)});
  }
  auto syntax = Parse(source);
  if (const auto* failure = std::get_if<Failure>(&syntax)) {
    return Locate(source, *failure);
  }
  Program program{.source = std::string(source), .syntax = std::get<Syntax>(std::move(syntax))};
  if (const auto failure = Check(program, variables, result)) {
    return Locate(source, *failure);
  }
  return program;
}

}  // namespace executioner::domain::expression
