#include "tests/unit/expression/random_expression.h"

namespace executioner::domain::expression {
namespace {

using Kind = Type::Kind;
using Patterns = std::vector<std::string>;

constexpr int kDeep = 4;

/// What
const std::map<char, Patterns>& Leaves() {
  static const std::map<char, Patterns> leaves{
      {'B', {"true", "false", "b", "x.missing", "has(x.rows)", "has(x.nope)", "x.name == 'etl'"}},
      {'I',
       {"0", "1", "-1", "7", "i", "9223372036854775807", "-9223372036854775808", "0x1F", "x.rows",
        "l[0]", "m.one", "m['two']"}},
      {'U', {"0u", "1u", "u", "18446744073709551615u", "0xFFu"}},
      {'D',
       {"0.0", "-0.0", "1.5", "d", "1e308", "-2.5e-3", ".25", "x.ratio", "1e-7", "123456789.0"}},
      {'S',
       {"''", "'a'", "\"b\\n\"", "r'\\d'", "s", "'\\u00e9\\x41\\101'", "'''it's'''", "x.name",
        "'12'", "'-3.5'", "'true'", "'1e400'"}},
      {'L', {"[1].filter(e, e > 1)", "[1, 2, 3]", "l", "[i]", "[9, 9,]"}},
      {'M', {"m", "{'a': 1}", "{'one': 1, 'two': 2}", "{'one': 3}"}},
  };
  return leaves;
}

const Patterns& Booleans() {
  static const Patterns patterns{"!$B",
                                 "!!$B",
                                 "$B && $B",
                                 "$B || $B",
                                 "$B || $B || $B",
                                 "$B && $B && $B",
                                 "$B == $B",
                                 "$I == $I",
                                 "$U != $U",
                                 "$D == $D",
                                 "$S == $S",
                                 "$L == $L",
                                 "$M == $M",
                                 "$I < $I",
                                 "$I <= $D",
                                 "$U > $I",
                                 "$D >= $U",
                                 "$S < $S",
                                 "$B < $B",
                                 "$D < double('NaN')",
                                 "$I in $L",
                                 "$S in $M",
                                 "$S in [$S, $S]",
                                 "$S.contains($S)",
                                 "$S.startsWith($S)",
                                 "$S.endsWith($S)",
                                 "$S.matches('[a-e]+$')",
                                 "matches($S, '^.?[b\\\\d]')",
                                 "$L.all(e, e > $I)",
                                 "$L.exists(e, $I / e == 2)",
                                 "$L.exists_one(e, e % 2 == $I)",
                                 "$M.all(k, k.size() > $I)",
                                 "$M.exists(k, m[k] == $I)",
                                 "bool($S)",
                                 "dyn($I) == dyn($D)",
                                 "dyn($U) == $I",
                                 "dyn($S) == $I",
                                 "dyn($L) == dyn($M)",
                                 "$L.all(e, $L.exists(f, e == f))",
                                 "x.tags[$I] == null",
                                 "dyn($I) < dyn($S)",
                                 "dyn($B) && $B",
                                 "dyn($I) || $B",
                                 "[$I, $I].exists(i, i == $I)",
                                 "dyn($D) in $L",
                                 "$B ? $B : $B",
                                 "[$B, $B] == [$B]",
                                 "null == dyn($I)",
                                 "has(x.rows) && $B",
                                 "[] == $L",
                                 "$I in []",
                                 "$M != {}",
                                 "$S in {}",
                                 "[].all(e, $B)",
                                 "$I == $S",
                                 "$I + $D > 1",
                                 "nope || $B",
                                 "size($I) == 1",
                                 "x[$S] == $I"};
  return patterns;
}

const Patterns& OthersOf(char type) {
  static const std::map<char, Patterns> patterns{
      {'I', {"$I + $I",        "$I - $I",      "$I * $I",     "$I / $I",
             "$I % $I",        "-$I",          "size($S)",    "$S.size()",
             "size($L)",       "$M.size()",    "$L[$I]",      "$M[$S]",
             "int($D)",        "int($U)",      "int($S)",     "int($I)",
             "$B ? $I : $I",   "dyn($I) + $I", "$L[dyn($D)]", "dyn($U) + $I",
             "[$S, $S].size()"}},
      {'U',
       {"$U + $U", "$U - $U", "$U * $U", "$U / $U", "$U % $U", "uint($I)", "uint($D)", "uint($S)",
        "$B ? $U : $U"}},
      {'D',
       {"$D + $D", "$D - $D", "$D * $D", "$D / $D", "-$D", "double($I)", "double($U)", "double($S)",
        "$B ? $D : $D", "dyn($D) - $D", "$D % $D"}},
      {'S',
       {"$S + $S", "string($I)", "string($U)", "string($D)", "string($B)", "$B ? $S : $S",
        "[$S, $S][$I]", "string($S)", "{$I: $S}[$I]", "dyn($S) + $S"}},
      {'L',
       {"$L + $L", "[$I, $I]", "$L.map(e, e * $I)", "$L.filter(e, e != $I)",
        "$L.map(e, e > $I, e + 1)", "$B ? $L : $L", "[$L, $L][$I]", "$L.map(s, s)", "[size($M)]",
        "[dyn($I)] + $L"}},
      {'M', {"{$S: $I}", "{'one': $I}", "{'x': $I, 'y': $I}", "$B ? $M : $M", "{$B: $M}[$B]"}},
  };
  return type == 'B' ? Booleans() : patterns.at(type);
}

Value Text(const char* text) {
  return std::string(text);
}

Value Integer(std::int64_t number) {
  return number;
}

}  // namespace

Fields OracleVariables() {
  const Type integer{.kind = Kind::kInt};
  const Type text{.kind = Kind::kString};
  return {{"i", integer},
          {"u", {.kind = Kind::kUint}},
          {"d", {.kind = Kind::kDouble}},
          {"s", text},
          {"b", {.kind = Kind::kBool}},
          {"l", ListOf(integer)},
          {"m", MapOf(text, integer)},
          {"x", Type{}}};
}

std::map<std::string, Value> OracleValues() {
  return {{"i", Integer(7)},
          {"u", std::uint64_t{3}},
          {"d", 2.5},
          {"s", Text("grün and blue")},
          {"b", true},
          {"l", MakeList({Integer(3), Integer(1), Integer(2)})},
          {"m", MakeMap({{Text("one"), Integer(1)}, {Text("two"), Integer(2)}})},
          {"x", MakeMap({{Text("rows"), Integer(12)},
                         {Text("ratio"), 0.5},
                         {Text("name"), Text("etl")},
                         {Text("tags"), MakeList({Text("a"), Integer(1), Value()})}})}};
}

std::size_t RandomExpression::Below(std::size_t limit) {
  return random_() % limit;
}

std::string RandomExpression::OneOf(const std::vector<std::string>& choices) {
  return choices[Below(choices.size())];
}

std::string RandomExpression::Fill(const std::string& pattern, int depth) {
  std::string filled;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool place = pattern[i] == '$' && i + 1 < pattern.size() &&
                       std::string_view("BIUDSLM").find(pattern[i + 1]) != std::string_view::npos;
    filled += place ? Of(pattern[++i], depth) : std::string(1, pattern[i]);
  }
  return filled;
}

std::string RandomExpression::Of(char type, int depth) {
  if (depth >= kDeep || Below(4) == 0) {
    return OneOf(Leaves().at(type));
  }
  const std::string filled = Fill(OneOf(OthersOf(type)), depth + 1);
  // Without parentheses the operators bind as their precedence says.
  return Below(5) == 0 ? filled : "(" + filled + ")";
}

std::string RandomExpression::Next() {
  return Of("BBBIUDSLM"[Below(9)], 0);
}

}  // namespace executioner::domain::expression
