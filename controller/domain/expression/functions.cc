#include "controller/domain/expression/functions.h"

#include <compare>

#include "controller/domain/expression/compare.h"
#include "controller/domain/expression/convert.h"

namespace executioner::domain::expression {
namespace {

using Kind = Type::Kind;
using Arguments = std::span<const Value>;

Value IsEqual(Arguments arguments, Budget& budget) {
  return Equal(arguments[0], arguments[1], budget);
}

Value IsNotEqual(Arguments arguments, Budget& budget) {
  return !Equal(arguments[0], arguments[1], budget);
}

Value Not(Arguments arguments, Budget& /*budget*/) {
  const bool* truth = arguments[0].As<bool>();
  return truth == nullptr ? NoSuchOverload() : Value(!*truth);
}

template <bool (*kHolds)(std::partial_ordering)>
Value Relation(Arguments arguments, Budget& budget) {
  if (!Ordered(arguments[0], arguments[1])) {
    return NoSuchOverload();
  }
  if (const auto* text = arguments[0].As<std::string>()) {
    budget.SpendBytes(text->size());
  }
  return kHolds(Compare(arguments[0], arguments[1]));
}

template <Value (*kConvert)(const Value&)>
Value Conversion(Arguments arguments, Budget& budget) {
  if (const auto* text = arguments[0].As<std::string>()) {
    budget.SpendBytes(text->size());
  }
  return kConvert(arguments[0]);
}

Value Same(const Value& value) {
  return value;
}

Type Of(Kind kind) {
  return {.kind = kind};
}

Type Parameter(std::size_t number) {
  return {.kind = Kind::kParameter, .parameter = number};
}

/// Builds the table of overloads.
class Table {
 public:
  std::vector<Function> Build() {
    AddArithmetic();
    AddRelations();
    AddCollections();
    AddTextFunctions();
    AddConversions();
    return std::move(functions_);
  }

 private:
  void Put(std::string name, std::vector<Type> parameters, Type result, Implementation run) {
    functions_.push_back({.name = std::move(name),
                          .parameters = std::move(parameters),
                          .result = std::move(result),
                          .run = run});
  }

  void PutMember(std::string name, std::vector<Type> parameters, Type result, Implementation run) {
    Put(std::move(name), std::move(parameters), std::move(result), run);
    functions_.back().is_member = true;
  }

  void AddArithmetic() {
    for (const Kind kind : {Kind::kInt, Kind::kUint, Kind::kDouble}) {
      const Type type = Of(kind);
      Put("_+_", {type, type}, type, expression::Add);
      Put("_-_", {type, type}, type, Subtract);
      Put("_*_", {type, type}, type, Multiply);
      Put("_/_", {type, type}, type, Divide);
      if (kind != Kind::kDouble) {
        Put("_%_", {type, type}, type, Modulo);
      }
      if (kind != Kind::kUint) {
        Put("-_", {type}, type, Negate);
      }
    }
    Put("_+_", {string_, string_}, string_, expression::Add);
    Put("_+_", {list_, list_}, list_, expression::Add);
  }

  void AddRelation(const std::string& name, Implementation run) {
    for (const Kind left : {Kind::kInt, Kind::kUint, Kind::kDouble}) {
      for (const Kind right : {Kind::kInt, Kind::kUint, Kind::kDouble}) {
        Put(name, {Of(left), Of(right)}, bool_, run);
      }
    }
    Put(name, {string_, string_}, bool_, run);
    Put(name, {bool_, bool_}, bool_, run);
  }

  void AddRelations() {
    AddRelation("_<_", Relation<std::is_lt>);
    AddRelation("_<=_", Relation<std::is_lteq>);
    AddRelation("_>_", Relation<std::is_gt>);
    AddRelation("_>=_", Relation<std::is_gteq>);
    Put("_==_", {Parameter(0), Parameter(0)}, bool_, IsEqual);
    Put("_!=_", {Parameter(0), Parameter(0)}, bool_, IsNotEqual);
    Put("!_", {bool_}, bool_, Not);
  }

  void AddCollections() {
    Put("_in_", {Parameter(0), list_}, bool_, IsIn);
    Put("_in_", {Parameter(0), map_}, bool_, IsIn);
    Put("_[_]", {list_, int_}, Parameter(0), Index);
    Put("_[_]", {map_, Parameter(0)}, Parameter(1), Index);
    for (const Type& type : {string_, list_, map_}) {
      Put("size", {type}, int_, Size);
      PutMember("size", {type}, int_, Size);
    }
  }

  void AddTextFunctions() {
    PutMember("contains", {string_, string_}, bool_, Contains);
    PutMember("startsWith", {string_, string_}, bool_, StartsWith);
    PutMember("endsWith", {string_, string_}, bool_, EndsWith);
    PutMember("matches", {string_, string_}, bool_, Matches);
    Put("matches", {string_, string_}, bool_, Matches);
  }

  void AddConversions() {
    for (const Type& type : {int_, Of(Kind::kUint), Of(Kind::kDouble), string_}) {
      Put("int", {type}, int_, Conversion<ToInt>);
      Put("uint", {type}, Of(Kind::kUint), Conversion<ToUint>);
      Put("double", {type}, Of(Kind::kDouble), Conversion<ToDouble>);
      Put("string", {type}, string_, Conversion<ToText>);
    }
    Put("string", {bool_}, string_, Conversion<ToText>);
    Put("bool", {bool_}, bool_, Conversion<ToBool>);
    Put("bool", {string_}, bool_, Conversion<ToBool>);
    Put("dyn", {Parameter(0)}, Type{}, Conversion<Same>);
  }

  const Type bool_ = Of(Kind::kBool);
  const Type int_ = Of(Kind::kInt);
  const Type string_ = Of(Kind::kString);
  const Type list_ = ListOf(Parameter(0));
  const Type map_ = MapOf(Parameter(0), Parameter(1));
  std::vector<Function> functions_;
};

}  // namespace

const std::vector<Function>& Functions() {
  static const std::vector<Function> kFunctions = Table().Build();
  return kFunctions;
}

}  // namespace executioner::domain::expression
