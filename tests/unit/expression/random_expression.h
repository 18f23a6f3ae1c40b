/// \file
/// Random expressions, mostly without errors.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "controller/domain/expression/program.h"

namespace executioner::domain::expression {

/// The variables that the expressions refer to; tests/oracle/main.go declares the same.
Fields OracleVariables();

/// Their values.
std::map<std::string, Value> OracleValues();

/// Makes expressions. The same seed makes the same ones.
class RandomExpression {
 public:
  explicit RandomExpression(std::uint64_t seed) : random_(seed) {}

  /// Returns the source of an expression, in one line.
  std::string Next();

 private:
  std::size_t Below(std::size_t limit);
  std::string OneOf(const std::vector<std::string>& choices);

  /// Replaces each `B I U D S L M` after a `$` by an expression of the type bool, int, uint,
  /// double, string, list(int) or map(string, int).
  std::string Fill(const std::string& pattern, int depth);
  std::string Of(char type, int depth);

  std::mt19937_64 random_;
};

}  // namespace executioner::domain::expression
