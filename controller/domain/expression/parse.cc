#include "controller/domain/expression/parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "controller/domain/expression/convert.h"
#include "controller/domain/expression/token.h"

namespace executioner::domain::expression {
namespace {

using Words = std::vector<std::string_view>;
using Kind = Node::Kind;

/// The binary operators, from the loosest to the tightest.
const std::array<Words, 3>& Operators() {
  static const std::array<Words, 3> kOperators{
      {{"<", "<=", ">", ">=", "==", "!=", "in"}, {"+", "-"}, {"*", "/", "%"}}};
  return kOperators;
}

bool IsReserved(std::string_view name) {
  static constexpr std::array<std::string_view, 18> kReserved{
      "as", "break", "const", "continue", "else",   "for", "function", "if",    "import",
      "in", "let",   "loop",  "package",  "return", "var", "void",     "while", "namespace"};
  return std::ranges::find(kReserved, name) != kReserved.end();
}

std::optional<Node::Macro> MacroNamed(std::string_view name, std::size_t arguments) {
  using Macro = Node::Macro;
  static constexpr std::array<std::pair<std::string_view, Macro>, 6> kMacros{
      {{"all", Macro::kAll},
       {"exists", Macro::kExists},
       {"exists_one", Macro::kExistsOne},
       {"existsOne", Macro::kExistsOne},
       {"map", Macro::kMap},
       {"filter", Macro::kFilter}}};
  const auto* found =
      std::ranges::find(kMacros, name, [](const auto& macro) { return macro.first; });
  if (found == kMacros.end() || !(arguments == 2 || (arguments == 3 && name == "map"))) {
    return std::nullopt;
  }
  return found->second;
}

/// A recursive descent. After an error it stands at the end of the source, so that every loop ends.
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  std::variant<Syntax, Failure> Run() {
    syntax_.root = Expression();
    if (Peek().kind != Token::Kind::kEnd) {
      Unexpected("the end of the expression");
    }
    if (failure_) {
      return *std::move(failure_);
    }
    return std::move(syntax_);
  }

 private:
  const Token& Peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }

  Token Next() {
    const Token& token = Peek();
    at_ = std::min(at_ + 1, tokens_.size() - 1);
    return token;
  }

  bool At(std::string_view text) const {
    const bool word = Peek().kind == Token::Kind::kSymbol || Peek().kind == Token::Kind::kName;
    return word && Peek().text == text;
  }

  bool Take(std::string_view text) {
    const bool found = At(text);
    at_ += found ? 1 : 0;
    return found;
  }

  void Expect(std::string_view text) {
    if (!Take(text)) {
      Unexpected("'" + std::string(text) + "'");
    }
  }

  int Fail(int offset, std::string message) {
    if (!failure_) {
      failure_ = Failure{std::move(message), offset};
    }
    at_ = tokens_.size() - 1;
    return Add({});
  }

  int Unexpected(const std::string& expected) {
    const bool at_end = Peek().kind == Token::Kind::kEnd;
    const std::string found =
        at_end ? "the expression ends here" : "unexpected '" + std::string(Peek().text) + "'";
    return Fail(Peek().offset, "syntax error: " + found + "; expected " + expected);
  }

  int Add(Node node) {
    for (const int operand : node.operands) {
      node.depth =
          std::max(node.depth, syntax_.nodes.at(static_cast<std::size_t>(operand)).depth + 1);
    }
    const int depth = node.depth;
    const int offset = node.offset;
    syntax_.nodes.push_back(std::move(node));
    const int index = static_cast<int>(syntax_.nodes.size()) - 1;
    // A chain like 1 + 1 + 1 is a deep tree although the parser reads it without recursion.
    return depth > kDeepest && !failure_ ? TooDeep(offset) : index;
  }

  int TooDeep(int offset) {
    return Fail(offset,
                "the expression is nested more than " + std::to_string(kDeepest) + " levels deep");
  }

  int Call(std::string name, int offset, std::vector<int> operands) {
    return Add({.kind = Kind::kCall,
                .offset = offset,
                .operands = std::move(operands),
                .name = std::move(name)});
  }

  int Expression() {
    if (nested_ == kDeepest) {
      return TooDeep(Peek().offset);
    }
    ++nested_;
    int node = Logical(Kind::kOr);
    const int offset = Peek().offset;
    if (Take("?")) {
      const int if_true = Logical(Kind::kOr);
      Expect(":");
      node = Add({.kind = Kind::kConditional,
                  .offset = offset,
                  .operands = {node, if_true, Expression()}});
    }
    --nested_;
    return node;
  }

  int Logical(Kind kind) {
    const std::string_view symbol = kind == Kind::kOr ? "||" : "&&";
    const int offset = Peek().offset;
    std::vector<int> operands;
    do {
      operands.push_back(kind == Kind::kOr ? Logical(Kind::kAnd) : Binary(0));
    } while (Take(symbol));
    return operands.size() == 1
               ? operands[0]
               : Add({.kind = kind, .offset = offset, .operands = std::move(operands)});
  }

  int Binary(std::size_t level) {
    const Words& operators = Operators().at(level);
    const auto operand = [&] { return level == 2 ? Unary() : Binary(level + 1); };
    int left = operand();
    while (std::ranges::any_of(operators, [this](auto symbol) { return At(symbol); })) {
      const Token symbol = Next();
      const int right = operand();
      left = Call("_" + std::string(symbol.text) + "_", symbol.offset, {left, right});
    }
    return left;
  }

  int Unary() {
    const Token symbol = Peek();
    std::size_t count = 0;
    if (At("!") || At("-")) {
      while (Peek(count).text == symbol.text && Peek(count).kind == symbol.kind) {
        ++count;
      }
    }
    if (count == 1 && symbol.text == "-" && IsNumber(Peek(1))) {
      count = 0;  // the sign belongs to the literal: -9223372036854775808 is an integer
    }
    at_ += count;
    const int operand = Member();
    // As cel-go does: pairs cancel each other out.
    return count % 2 == 0 ? operand
                          : Call(std::string(symbol.text) + "_", symbol.offset, {operand});
  }

  static bool IsNumber(const Token& token) {
    return token.kind == Token::Kind::kInt || token.kind == Token::Kind::kDouble;
  }

  int Member() {
    int node = Primary();
    for (;;) {
      const Token token = Peek();
      if (Take("[")) {
        node = Call("_[_]", token.offset, {node, Expression()});
        Expect("]");
      } else if (Take(".")) {
        node = Selector(node);
      } else if (At("{")) {
        return Fail(token.offset, "messages are not supported");
      } else {
        return node;
      }
    }
  }

  int Selector(int operand) {
    const Token name = Next();
    const bool quoted = name.kind == Token::Kind::kQuotedName;
    static constexpr std::array<std::string_view, 4> kNever{"true", "false", "null", "in"};
    if (!quoted &&
        (name.kind != Token::Kind::kName || std::ranges::find(kNever, name.text) != kNever.end())) {
      at_ -= name.kind == Token::Kind::kEnd ? 0 : 1;
      return Unexpected("a name");
    }
    if (!quoted && Take("(")) {
      return MemberCall(operand, name);
    }
    return Add({.kind = Kind::kSelect,
                .offset = name.offset,
                .operands = {operand},
                .name = std::string(name.text)});
  }

  int MemberCall(int operand, const Token& name) {
    std::vector<int> arguments = List(")");
    const auto macro = MacroNamed(name.text, arguments.size());
    arguments.insert(arguments.begin(), operand);
    if (!macro) {
      const int call = Call(std::string(name.text), name.offset, std::move(arguments));
      NodeAt(call).is_member = true;
      return call;
    }
    const Node& variable = NodeAt(arguments[1]);
    if (variable.kind != Kind::kName) {
      return Fail(variable.offset, "argument must be a simple name");
    }
    Node node{.kind = Kind::kMacro, .offset = name.offset, .name = variable.name, .macro = *macro};
    // The last argument is what every item is asked; map(x, p, t) has p before it.
    node.operands = {operand, arguments.back()};
    if (arguments.size() == 4) {
      node.operands.push_back(arguments[2]);
    }
    return Add(std::move(node));
  }

  Node& NodeAt(int node) { return syntax_.nodes.at(static_cast<std::size_t>(node)); }

  int Primary() {
    const Token token = Peek();
    switch (token.kind) {
      case Token::Kind::kString: return Add({.offset = token.offset, .value = Next().string});
      case Token::Kind::kInt:
      case Token::Kind::kUint:
      case Token::Kind::kDouble: return Number("");
      case Token::Kind::kName: return Name();
      default: break;
    }
    if (Take("-")) {
      return IsNumber(Peek()) ? Number("-") : Unexpected("a number");
    }
    if (Take("(")) {
      const int node = Expression();
      Expect(")");
      return node;
    }
    if (Take("[")) {
      return Add({.kind = Kind::kList, .offset = token.offset, .operands = List("]")});
    }
    if (Take("{")) {
      return Entries(token.offset);
    }
    return Take(".") && Peek().kind == Token::Kind::kName ? Name() : Unexpected("an expression");
  }

  int Number(const std::string& sign) {
    const Token token = Next();
    std::string_view digits = token.text;
    if (token.kind == Token::Kind::kDouble) {
      const auto number = ReadDouble(sign + std::string(digits));
      return number ? Add({.offset = token.offset, .value = *number})
                    : Fail(token.offset, "invalid double literal");
    }
    const bool hex = digits.starts_with("0x");
    digits.remove_prefix(hex ? 2 : 0);
    const auto read = [&](auto number) {
      const bool is_uint = token.kind == Token::Kind::kUint;
      const std::string text = sign + std::string(digits.substr(0, digits.size() - is_uint));
      const char* end = text.data() + text.size();
      const auto [stop, error] = std::from_chars(text.data(), end, number, hex ? 16 : 10);
      return error == std::errc() && stop == end
                 ? Add({.offset = token.offset, .value = number})
                 : Fail(token.offset, is_uint ? "invalid uint literal" : "invalid int literal");
    };
    return token.kind == Token::Kind::kUint ? read(std::uint64_t{}) : read(std::int64_t{});
  }

  int Name() {
    const Token name = Next();
    if (name.text == "true" || name.text == "false") {
      return Add({.offset = name.offset, .value = name.text == "true"});
    }
    if (name.text == "null") {
      return Add({.offset = name.offset});
    }
    if (IsReserved(name.text)) {
      return Fail(name.offset, "reserved identifier: " + std::string(name.text));
    }
    if (!Take("(")) {
      return Add({.kind = Kind::kName, .offset = name.offset, .name = std::string(name.text)});
    }
    std::vector<int> arguments = List(")");
    if (name.text != "has" || arguments.size() != 1) {
      return Call(std::string(name.text), name.offset, std::move(arguments));
    }
    if (NodeAt(arguments[0]).kind != Kind::kSelect) {
      return Fail(name.offset, "invalid argument to has() macro");
    }
    NodeAt(arguments[0]).kind = Kind::kHas;
    return arguments[0];
  }

  /// Parses expressions with commas between them, up to `end`.
  std::vector<int> List(std::string_view end) {
    std::vector<int> items;
    while (!failure_ && !Take(end)) {
      items.push_back(Expression());
      if (!Take(",")) {
        Expect(end);
        break;
      }
      if (end == ")" && At(end)) {
        Unexpected("an expression");  // only lists and maps may end with a comma
      }
    }
    return items;
  }

  int Entries(int offset) {
    std::vector<int> operands;
    while (!failure_ && !Take("}")) {
      operands.push_back(Expression());
      Expect(":");
      operands.push_back(Expression());
      if (!Take(",")) {
        Expect("}");
        break;
      }
    }
    return Add({.kind = Kind::kMap, .offset = offset, .operands = std::move(operands)});
  }

  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  Syntax syntax_;
  std::optional<Failure> failure_;
  int nested_ = 0;
};

}  // namespace

std::variant<Syntax, Failure> Parse(std::string_view source) {
  auto tokens = Tokenize(source);
  if (auto* failure = std::get_if<Failure>(&tokens)) {
    return std::move(*failure);
  }
  return Parser(std::get<std::vector<Token>>(std::move(tokens))).Run();
}

}  // namespace executioner::domain::expression
