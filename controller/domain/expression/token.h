/// \file
/// Splits the source of an expression into tokens. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/domain/expression/value.h"

namespace executioner::domain::expression {

/// A word, a number, a string or a symbol.
struct Token {
  enum class Kind { kEnd, kName, kQuotedName, kInt, kUint, kDouble, kString, kSymbol };

  Kind kind = Kind::kEnd;
  std::string_view text = {};  ///< as written; of a quoted name, without the quotes
  int offset = 0;              ///< in the source, in bytes
  std::string string = {};     ///< of a string, its value
};

/// Splits a source. Comments and space are dropped; the last token is kEnd.
/// \return the tokens, which refer to `source`, or why there are none
std::variant<std::vector<Token>, Failure> Tokenize(std::string_view source);

/// Decodes a string literal with its prefix and quotes.
/// \return its value, or the failure "invalid escape sequence …"
std::variant<std::string, Failure> Unquote(std::string_view literal);

}  // namespace executioner::domain::expression
