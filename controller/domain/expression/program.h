/// \file
/// Expressions in a subset of CEL, the Common Expression Language: grammar, types and messages are
/// CEL's. Left out: bytes, timestamps, messages, types as values. Work, size and nesting are
/// bounded, so that expressions may come from anyone. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/domain/expression/syntax.h"
#include "controller/domain/expression/type.h"
#include "controller/domain/expression/value.h"

namespace executioner::domain::expression {

/// The longest source of an expression in bytes.
constexpr std::size_t kLongestSource = 2048;

/// The steps that an evaluation may take; budget.h defines a step.
constexpr std::size_t kMostSteps = 1000;

/// What is wrong with an expression, and where.
struct Problem {
  int line = 1;    ///< from 1
  int column = 1;  ///< in characters, from 1
  std::string message = {};

  bool operator==(const Problem&) const = default;
};

/// A variable that an expression reads.
struct Reference {
  std::vector<std::string> path = {};  ///< {"jobs", "load-data", "results", "rows"}
  Type type = {};

  bool operator==(const Reference& other) const { return path == other.path; }
};

/// An expression that was checked. Copies share nothing that changes; any number of threads may
/// evaluate it.
struct Program {
  std::string source = {};
  Syntax syntax = {};
  std::vector<Reference> references = {};  ///< each variable once
};

/// Parses and checks an expression.
/// \param variables  what it may refer to; objects group variables: `jobs.load.outcome` and
///   `jobs["load"].outcome` are the same variable
/// \param result  type that the expression must have
/// \return the program, or the first problem
/// \par Example
///   Compile("jobs.load.results.rows > 'a'", …) gives {1, 24, "found no matching overload for '_>_'
///   applied to '(int, string)'"}.
std::variant<Program, Problem> Compile(std::string_view source, const Fields& variables,
                                       const Type& result);

/// Evaluates an expression.
/// \param values  of program.references, in their order; a Failure says why there is no value, and
///   has() of it is false
/// \return the value, or why there is none: an error of the expression, or "costs more than 1000
///   steps"
std::variant<Value, Problem> Evaluate(const Program& program, std::span<const Value> values,
                                      std::size_t steps = kMostSteps);

}  // namespace executioner::domain::expression
