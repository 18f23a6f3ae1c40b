/// \file
/// The syntax tree of an expression. Pure.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "controller/domain/expression/budget.h"
#include "controller/domain/expression/value.h"

namespace re2 {
class RE2;
}

namespace executioner::domain::expression {

/// How deep expressions may be nested. The parser, the checker and the evaluator recurse that deep.
constexpr int kDeepest = 100;

/// What a function computes; arguments are never failures.
using Implementation = Value (*)(std::span<const Value> arguments, Budget& budget);

/// An expression. Which members are used depends on the kind.
struct Node {
  enum class Kind {
    kLiteral,       ///< value
    kName,          ///< name; the checker makes it kLocal or kReference
    kLocal,         ///< slot: of a variable that a macro declares, from the outermost
    kReference,     ///< slot: index in Program::references
    kHasReference,  ///< slot: like kReference
    kSelect,        ///< operands[0].name
    kHas,           ///< has(operands[0].name)
    kCall,          ///< name(operands); operators have names like _+_
    kMatches,       ///< operands[0].matches(pattern)
    kList,          ///< operands: items
    kMap,           ///< operands: key, value, key, value, …
    kAnd,           ///< operands: two or more
    kOr,            ///< operands: two or more
    kConditional,   ///< operands: condition, value if true, value if false
    kMacro,         ///< operands[0].macro(name, operands[1]); of map(x, p, t): operands[2] is p
  };
  enum class Macro { kAll, kExists, kExistsOne, kMap, kFilter };

  Kind kind = Kind::kLiteral;
  int offset = 0;  ///< where an error in it is reported, in bytes
  std::vector<int> operands = {};
  int depth = 1;  ///< 1 for a leaf
  std::string name = {};
  Value value = {};
  Macro macro = Macro::kAll;
  bool is_member = false;  ///< of a call: operands[0].name(…)
  std::size_t slot = 0;
  Implementation run = nullptr;                  ///< of a call, set by the checker
  std::shared_ptr<const re2::RE2> pattern = {};  ///< of kMatches, set by the checker
};

/// A tree: operands are indices of `nodes`.
struct Syntax {
  std::vector<Node> nodes = {};
  int root = 0;
};

}  // namespace executioner::domain::expression
