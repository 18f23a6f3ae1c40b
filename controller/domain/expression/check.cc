#include "controller/domain/expression/check.h"

#include <algorithm>
#include <utility>

#include "controller/domain/complaints.h"
#include "controller/domain/expression/functions.h"
#include "controller/domain/expression/pattern.h"
#include "controller/domain/nearest_name.h"

namespace executioner::domain::expression {
namespace {

using Path = std::vector<std::string>;

/// Compiling a pattern takes longer than compiling everything else.
constexpr int kMostPatterns = 10;

Type Of(Type::Kind kind) {
  return {.kind = kind};
}

/// Suggests the name that is most similar to one that does not exist.
std::string Suggestion(const std::string& name, const Fields& known) {
  std::vector<std::string> names;
  for (const auto& [field, type] : known) {
    names.push_back(field);
  }
  return DidYouMean(NearestName(name, names));
}

/// After an error it continues with dyn, which causes no further errors; the first counts.
class Checker {
 public:
  Checker(Program& program, const Fields& variables)
      : program_(program), variables_(variables), paths_(program.syntax.nodes.size()) {}

  std::optional<Failure> Run(const Type& result) {
    const int root = program_.syntax.root;
    const Type type = CheckValue(root);
    Expect(result, type, root);
    return std::move(failure_);
  }

 private:
  Node& At(int index) { return program_.syntax.nodes.at(static_cast<std::size_t>(index)); }

  Path& PathOf(int index) { return paths_.at(static_cast<std::size_t>(index)); }

  Type Fail(int offset, std::string message) {
    if (!failure_) {
      failure_ = Failure{std::move(message), offset};
    }
    return {};
  }

  void Expect(const Type& expected, const Type& type, int index) {
    Bindings none;
    if (!Match(expected, type, none)) {
      Fail(At(index).offset,
           "expected type '" + expected.Name() + "' but found '" + type.Name() + "'");
    }
  }

  /// Checks an expression that must be a value, so no object.
  Type CheckValue(int index) {
    Type type = CheckAny(index);
    if (type.kind == Type::Kind::kObject) {
      const std::string name = PathOf(index).back();
      return Fail(At(index).offset, "'" + name + "' is not a value; name one of its fields, like " +
                                        name + ".NAME or " + name + "[\"NAME\"]");
    }
    return type;
  }

  Type CheckAny(int index) {
    switch (At(index).kind) {
      case Node::Kind::kLiteral: return CheckLiteral(At(index).value);
      case Node::Kind::kName: return CheckName(index);
      case Node::Kind::kSelect:
      case Node::Kind::kHas: return CheckField(index, CheckAny(At(index).operands[0]));
      case Node::Kind::kList: return ListOf(CheckItems(At(index).operands, 0, 1));
      case Node::Kind::kMap: {
        Type key = CheckItems(At(index).operands, 0, 2);
        return MapOf(std::move(key), CheckItems(At(index).operands, 1, 2));
      }
      case Node::Kind::kAnd:
      case Node::Kind::kOr:
        for (const int operand : At(index).operands) {
          Expect(Of(Type::Kind::kBool), CheckValue(operand), operand);
        }
        return Of(Type::Kind::kBool);
      case Node::Kind::kConditional: return CheckConditional(index);
      case Node::Kind::kMacro: return CheckMacro(index);
      default: return CheckCall(index);
    }
  }

  static Type CheckLiteral(const Value& value) {
    // In the order of AnyValue; a literal is a simple value.
    constexpr std::array kKinds{Type::Kind::kNull, Type::Kind::kBool,   Type::Kind::kInt,
                                Type::Kind::kUint, Type::Kind::kDouble, Type::Kind::kString};
    return Of(kKinds.at(value.index()));
  }

  /// Checks every `step`th operand from `first` on.
  /// \return their common type, or dyn
  Type CheckItems(const std::vector<int>& operands, std::size_t first, std::size_t step) {
    Type common = Of(Type::Kind::kFree);
    for (std::size_t i = first; i < operands.size(); i += step) {
      common = Join(common, CheckValue(operands[i])).value_or(Type{});
    }
    return common;
  }

  Type CheckName(int index) {
    Node& node = At(index);
    const auto local = std::ranges::find(locals_.rbegin(), locals_.rend(), node.name,
                                         [](const auto& variable) { return variable.first; });
    if (local != locals_.rend()) {
      node.kind = Node::Kind::kLocal;
      node.slot = static_cast<std::size_t>(locals_.rend() - local) - 1;
      return local->second;
    }
    const auto variable = variables_.find(node.name);
    return variable == variables_.end() ? Undeclared(node, Suggestion(node.name, variables_))
                                        : Resolve(index, {node.name}, variable->second);
  }

  Type Undeclared(const Node& node, const std::string& suggestion) {
    return Fail(node.offset,
                "undeclared reference to '" + node.name + "' (in container '')" + suggestion);
  }

  /// Makes a node a reference, or, if it is an object, remembers its path.
  Type Resolve(int index, Path path, const Type& type) {
    if (type.kind == Type::Kind::kObject) {
      PathOf(index) = std::move(path);
      return type;
    }
    Node& node = At(index);
    const bool has = node.kind == Node::Kind::kHas;
    node.kind = has ? Node::Kind::kHasReference : Node::Kind::kReference;
    auto& references = program_.references;
    const Reference reference{.path = std::move(path), .type = type};
    const auto known = std::ranges::find(references, reference);
    node.slot = static_cast<std::size_t>(known - references.begin());
    if (known == references.end()) {
      references.push_back(reference);
    }
    return has ? Of(Type::Kind::kBool) : type;
  }

  /// Checks the selection of a field of something that has type `type`.
  Type CheckField(int index, const Type& type) {
    Node& node = At(index);
    if (type.kind == Type::Kind::kObject) {
      const auto field = type.fields->find(node.name);
      if (field == type.fields->end()) {
        return Fail(node.offset,
                    "undefined field '" + node.name + "'" + Suggestion(node.name, *type.fields));
      }
      Path path = PathOf(node.operands[0]);
      path.push_back(node.name);
      return Resolve(index, std::move(path), field->second);
    }
    const bool is_map = type.kind == Type::Kind::kMap;
    if (!is_map && type.kind != Type::Kind::kDyn && type.kind != Type::Kind::kFree) {
      return Fail(node.offset, "type '" + type.Name() + "' does not support field selection");
    }
    if (node.kind == Node::Kind::kHas) {
      return Of(Type::Kind::kBool);
    }
    return is_map ? type.arguments[1] : Type{};
  }

  Type CheckConditional(int index) {
    const std::vector<int> operands = At(index).operands;
    const Type condition = CheckValue(operands[0]);
    const Type if_true = CheckValue(operands[1]);
    const Type if_false = CheckValue(operands[2]);
    auto joined = Join(if_true, if_false);
    Bindings none;
    if (!joined || !Match(Of(Type::Kind::kBool), condition, none)) {
      return NoOverload(At(index).offset, "_?_:_", {condition, if_true, if_false}, false);
    }
    return *std::move(joined);
  }

  Type NoOverload(int offset, const std::string& name, const std::vector<Type>& types,
                  bool is_member) {
    std::string list = is_member ? types[0].Name() + ".(" : "(";
    for (std::size_t i = is_member ? 1 : 0; i < types.size(); ++i) {
      list += types[i].Name() + (i + 1 < types.size() ? ", " : "");
    }
    return Fail(offset, "found no matching overload for '" + name + "' applied to '" + list + ")'");
  }

  Type CheckMacro(int index) {
    const Node node = At(index);
    const Type range = CheckValue(node.operands[0]);
    const bool has_items = range.kind == Type::Kind::kList || range.kind == Type::Kind::kMap;
    if (!has_items && range.kind != Type::Kind::kDyn && range.kind != Type::Kind::kFree) {
      return Fail(At(node.operands[0]).offset,
                  "expression of type '" + range.Name() +
                      "' cannot be range of a comprehension (must be list, map, or dynamic)");
    }
    const Type item = has_items ? range.arguments[0] : Type{};
    locals_.emplace_back(node.name, item);
    if (node.operands.size() > 2) {
      Expect(Of(Type::Kind::kBool), CheckValue(node.operands[2]), node.operands[2]);
    }
    const Type body = CheckValue(node.operands[1]);
    locals_.pop_back();
    if (node.macro == Node::Macro::kMap) {
      return ListOf(body);
    }
    Expect(Of(Type::Kind::kBool), body, node.operands[1]);
    return node.macro == Node::Macro::kFilter ? ListOf(item) : Of(Type::Kind::kBool);
  }

  Type CheckCall(int index) {
    const std::vector<int> operands = At(index).operands;
    std::vector<Type> types;
    if (At(index).name == "_[_]") {
      types.push_back(CheckAny(operands[0]));
      if (types[0].kind == Type::Kind::kObject) {
        return CheckNamedField(index, types[0]);
      }
    }
    for (std::size_t i = types.size(); i < operands.size(); ++i) {
      types.push_back(CheckValue(operands[i]));
    }
    Type result = Overload(index, types);
    if (!failure_ && At(index).name == "matches" && operands.size() == 2) {
      CompileLiteralPattern(index);
    }
    return result;
  }

  /// Checks object["name"].
  Type CheckNamedField(int index, const Type& object) {
    const Node& key = At(At(index).operands[1]);
    const auto* name = key.value.As<std::string>();
    if (key.kind != Node::Kind::kLiteral || name == nullptr) {
      return Fail(key.offset, "an index of '" + PathOf(At(index).operands[0]).back() +
                                  "' must be a string literal, such as \"load-data\"");
    }
    At(index).name = *name;
    return CheckField(index, object);
  }

  Type Overload(int index, const std::vector<Type>& types) {
    Node& node = At(index);
    bool known = false;
    std::optional<Type> result;
    for (const Function& function : Functions()) {
      if (function.name != node.name || function.is_member != node.is_member) {
        continue;
      }
      known = true;
      Bindings bound(2);
      if (!std::ranges::equal(
              function.parameters, types,
              [&bound](const auto& want, const auto& type) { return Match(want, type, bound); })) {
        continue;
      }
      node.run = function.run;
      // Several overloads match if an argument is dyn; the result is then known only later.
      Type one = Substitute(function.result, bound);
      result = !result || result->Name() == one.Name() ? std::move(one) : Type{};
    }
    if (!known) {
      return Undeclared(node, SimilarFunction(node));
    }
    return result ? *std::move(result) : NoOverload(node.offset, node.name, types, node.is_member);
  }

  static std::string SimilarFunction(const Node& node) {
    std::vector<std::string> names;
    for (const Function& function : Functions()) {
      if (function.is_member == node.is_member) {
        names.push_back(function.name);
      }
    }
    return DidYouMean(NearestName(node.name, names));
  }

  void CompileLiteralPattern(int index) {
    const Node& literal = At(At(index).operands[1]);
    const auto* source = literal.value.As<std::string>();
    if (literal.kind != Node::Kind::kLiteral || source == nullptr) {
      return;
    }
    if (++patterns_ > kMostPatterns) {
      Fail(literal.offset, "more than " + std::to_string(kMostPatterns) + " patterns");
      return;
    }
    auto pattern = CompilePattern(*source);
    if (const auto* failure = std::get_if<Failure>(&pattern)) {
      Fail(literal.offset, failure->message);
      return;
    }
    At(index).kind = Node::Kind::kMatches;
    At(index).pattern = std::get<0>(std::move(pattern));
  }

  Program& program_;
  const Fields& variables_;
  std::vector<Path> paths_;  ///< of each node that is an object
  std::vector<std::pair<std::string, Type>> locals_;
  int patterns_ = 0;
  std::optional<Failure> failure_;
};

}  // namespace

std::optional<Failure> Check(Program& program, const Fields& variables, const Type& result) {
  return Checker(program, variables).Run(result);
}

}  // namespace executioner::domain::expression
