#include <utility>

#include "controller/domain/expression/functions.h"
#include "controller/domain/expression/locate.h"
#include "controller/domain/expression/pattern.h"
#include "controller/domain/expression/program.h"

namespace executioner::domain::expression {
namespace {

/// Returns a failure if a condition is not a boolean.
Failure NotBool(const Value& value) {
  const auto* failure = value.As<Failure>();
  return failure != nullptr ? *failure : NoSuchOverload();
}

class Evaluation {
 public:
  Evaluation(const Program& program, std::span<const Value> values, std::size_t steps)
      : nodes_(program.syntax.nodes), values_(values), budget_(steps) {}

  const Budget& Cost() const { return budget_; }

  Value Eval(int index) {
    const Node& node = nodes_[static_cast<std::size_t>(index)];
    // The caller reports that the budget is exhausted, whatever the value then is.
    Value value = budget_.Spend(1) ? Compute(node) : Value(Failure{});
    auto* failure = std::get_if<Failure>(static_cast<AnyValue*>(&value));
    if (failure != nullptr && failure->offset < 0) {
      failure->offset = node.offset;
    }
    return value;
  }

 private:
  Value Compute(const Node& node) {
    switch (node.kind) {
      case Node::Kind::kLiteral: return Copy(node.value);
      case Node::Kind::kLocal: return Copy(locals_[node.slot]);
      case Node::Kind::kReference: return Copy(values_[node.slot]);
      case Node::Kind::kHasReference: return values_[node.slot].As<Failure>() == nullptr;
      case Node::Kind::kSelect:
      case Node::Kind::kHas: return Select(node);
      case Node::Kind::kMatches: return Match(node);
      case Node::Kind::kList:
      case Node::Kind::kMap: return Collect(node);
      case Node::Kind::kAnd:
      case Node::Kind::kOr: return Logical(node);
      case Node::Kind::kConditional: return Conditional(node);
      case Node::Kind::kMacro: return Macro(node);
      default: return Call(node);
    }
  }

  Value Copy(const Value& value) {
    const auto* text = value.As<std::string>();
    return text == nullptr || budget_.SpendBytes(text->size()) ? value : Value();
  }

  Value Select(const Node& node) {
    Value operand = Eval(node.operands[0]);
    if (operand.As<Failure>() != nullptr) {
      return operand;
    }
    if (node.kind == Node::Kind::kSelect) {
      return Field(operand, node.name);
    }
    const Map* map = operand.AsMap();
    return map == nullptr ? NoSuchOverload() : Value(FindKey(*map, Value(node.name)) != nullptr);
  }

  Value Match(const Node& node) {
    const Value operand = Eval(node.operands[0]);
    if (const auto* text = operand.As<std::string>()) {
      return HasMatch(*node.pattern, *text, budget_);
    }
    return NotBool(operand);
  }

  /// Evaluates all operands.
  /// \return the first failure, or nothing
  std::optional<Failure> Operands(const Node& node, std::vector<Value>& values) {
    values.reserve(node.operands.size());
    for (const int operand : node.operands) {
      values.push_back(Eval(operand));
      if (const auto* failure = values.back().As<Failure>()) {
        return *failure;
      }
    }
    return std::nullopt;
  }

  Value Collect(const Node& node) {
    std::vector<Value> values;
    if (auto failure = Operands(node, values)) {
      return *std::move(failure);
    }
    if (node.kind == Node::Kind::kList) {
      return MakeList(std::move(values));
    }
    Map entries;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) {
      entries.emplace_back(std::move(values[i]), std::move(values[i + 1]));
    }
    return MakeMap(std::move(entries));
  }

  Value Call(const Node& node) {
    std::array<Value, 2> values;  // no function has more parameters
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      values.at(i) = Eval(node.operands[i]);
      if (values.at(i).As<Failure>() != nullptr) {
        return std::move(values.at(i));
      }
    }
    return node.run(std::span(values).first(node.operands.size()), budget_);
  }

  /// `&&` ends with the first false, `||` with the first true; a failure counts only if no operand
  /// decides.
  Value Logical(const Node& node) {
    const bool decisive = node.kind == Node::Kind::kOr;
    std::optional<Failure> failure;
    for (const int operand : node.operands) {
      if (Decides(Eval(operand), decisive, failure)) {
        return decisive;
      }
    }
    return failure ? Value(*std::move(failure)) : Value(!decisive);
  }

  /// \return whether the value is `decisive`; keeps the first failure
  static bool Decides(const Value& value, bool decisive, std::optional<Failure>& failure) {
    if (const bool* truth = value.As<bool>()) {
      return *truth == decisive;
    }
    if (!failure) {
      failure = NotBool(value);
    }
    return false;
  }

  Value Conditional(const Node& node) {
    const Value condition = Eval(node.operands[0]);
    const bool* truth = condition.As<bool>();
    return truth == nullptr ? Value(NotBool(condition)) : Eval(node.operands[*truth ? 1 : 2]);
  }

  Value Macro(const Node& node) {
    Value range = Eval(node.operands[0]);
    if (range.As<Failure>() != nullptr) {
      return range;
    }
    if (const List* list = range.AsList()) {
      return Loop(node, *list, [](const Value& item) -> const Value& { return item; });
    }
    if (const Map* map = range.AsMap()) {
      return Loop(node, *map, [](const auto& entry) -> const Value& { return entry.first; });
    }
    return Failure{"expected iterable type"};
  }

  template <class Items, class ItemOf>
  Value Loop(const Node& node, const Items& items, ItemOf item_of) {
    locals_.emplace_back();
    Value result = node.macro == Node::Macro::kAll || node.macro == Node::Macro::kExists
                       ? Quantify(node, items, item_of)
                       : Gather(node, items, item_of);
    locals_.pop_back();
    return result;
  }

  /// all and exists: like `&&` and `||` over the items.
  template <class Items, class ItemOf>
  Value Quantify(const Node& node, const Items& items, ItemOf item_of) {
    const bool decisive = node.macro == Node::Macro::kExists;
    std::optional<Failure> failure;
    for (const auto& item : items) {
      locals_.back() = Copy(item_of(item));
      if (Decides(Eval(node.operands[1]), decisive, failure)) {
        return decisive;
      }
      if (budget_.Exhausted()) {
        break;
      }
    }
    return failure ? Value(*std::move(failure)) : Value(!decisive);
  }

  /// map, filter and exists_one: the first failure ends them.
  template <class Items, class ItemOf>
  Value Gather(const Node& node, const Items& items, ItemOf item_of) {
    List gathered;
    for (const auto& item : items) {
      locals_.back() = Copy(item_of(item));
      const Value wanted = IsWanted(node);
      const bool* truth = wanted.As<bool>();
      if (truth == nullptr) {
        return NotBool(wanted);
      }
      if (*truth && !Keep(node, gathered)) {
        return std::move(gathered.back());
      }
    }
    return node.macro == Node::Macro::kExistsOne ? Value(gathered.size() == 1)
                                                 : MakeList(std::move(gathered));
  }

  /// Asks whether the macro takes the item that is the innermost variable.
  Value IsWanted(const Node& node) {
    if (node.macro != Node::Macro::kMap) {
      return Eval(node.operands[1]);
    }
    return node.operands.size() > 2 ? Eval(node.operands[2]) : Value(true);
  }

  /// Adds that item, or what it is mapped to.
  /// \return false if that is a failure
  bool Keep(const Node& node, List& gathered) {
    gathered.push_back(node.macro == Node::Macro::kMap ? Eval(node.operands[1]) : locals_.back());
    return gathered.back().As<Failure>() == nullptr;
  }

  const std::vector<Node>& nodes_;
  std::span<const Value> values_;
  Budget budget_;
  std::vector<Value> locals_;
};

}  // namespace

std::variant<Value, Problem> Evaluate(const Program& program, std::span<const Value> values,
                                      std::size_t steps) {
  Evaluation evaluation(program, values, steps);
  Value value = evaluation.Eval(program.syntax.root);
  if (evaluation.Cost().Exhausted()) {
    return Problem{.message = "costs more than " + std::to_string(steps) + " steps"};
  }
  if (const auto* failure = value.As<Failure>()) {
    return Locate(program.source, *failure);
  }
  return value;
}

}  // namespace executioner::domain::expression
