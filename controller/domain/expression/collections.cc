// Functions of strings, lists and maps.
#include <algorithm>
#include <cstring>
#include <string>

#include "controller/domain/expression/compare.h"
#include "controller/domain/expression/convert.h"
#include "controller/domain/expression/functions.h"
#include "controller/domain/expression/pattern.h"

namespace executioner::domain::expression {
namespace {

using Arguments = std::span<const Value>;

/// Calls `compute` with two strings, which the budget pays for.
template <class Compute>
Value OfTexts(Arguments arguments, Budget& budget, Compute compute) {
  const auto* text = arguments[0].As<std::string>();
  const auto* other = arguments[1].As<std::string>();
  if (text == nullptr || other == nullptr) {
    return NoSuchOverload();
  }
  return budget.SpendBytes(text->size() + other->size()) ? Value(compute(*text, *other)) : Value();
}

std::string KeyText(const Value& key) {
  const Value text = ToText(key);
  const auto* string = text.As<std::string>();
  return string == nullptr ? "this type" : *string;
}

Value AtKey(const Map& map, const Value& key) {
  const Value* found = FindKey(map, key);
  return found == nullptr ? Value(Failure{"no such key: " + KeyText(key)}) : *found;
}

}  // namespace

Value Size(Arguments arguments, Budget& budget) {
  if (const auto* text = arguments[0].As<std::string>()) {
    budget.SpendBytes(text->size());
    // Characters, not bytes: a byte 10xxxxxx continues a character.
    return std::int64_t{std::ranges::count_if(
        *text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; })};
  }
  if (const List* list = arguments[0].AsList()) {
    return static_cast<std::int64_t>(list->size());
  }
  const Map* map = arguments[0].AsMap();
  return map == nullptr ? NoSuchOverload() : Value(static_cast<std::int64_t>(map->size()));
}

Value Contains(Arguments arguments, Budget& budget) {
  return OfTexts(arguments, budget, [](const std::string& text, const std::string& part) {
    // Not std::string::find, which takes quadratic time for texts like aaaa….
    return ::memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
  });
}

Value StartsWith(Arguments arguments, Budget& budget) {
  return OfTexts(arguments, budget, [](const std::string& text, const std::string& prefix) {
    return text.starts_with(prefix);
  });
}

Value EndsWith(Arguments arguments, Budget& budget) {
  return OfTexts(arguments, budget, [](const std::string& text, const std::string& suffix) {
    return text.ends_with(suffix);
  });
}

Value Matches(Arguments arguments, Budget& budget) {
  // Compiling takes as long as hundreds of other steps; a literal is compiled beforehand.
  constexpr std::size_t kCompile = 200;
  const auto* text = arguments[0].As<std::string>();
  const auto* source = arguments[1].As<std::string>();
  if (text == nullptr || source == nullptr || !budget.Spend(kCompile + source->size())) {
    return NoSuchOverload();
  }
  const auto pattern = CompilePattern(*source);
  if (const auto* failure = std::get_if<Failure>(&pattern)) {
    return *failure;
  }
  return HasMatch(*std::get<0>(pattern), *text, budget);
}

Value Index(Arguments arguments, Budget& /*budget*/) {
  if (const Map* map = arguments[0].AsMap()) {
    return AtKey(*map, arguments[1]);
  }
  const List* list = arguments[0].AsList();
  if (list == nullptr) {
    return NoSuchOverload();
  }
  // Any number that is an integer will do, such as 1.0.
  const bool is_text = arguments[1].As<std::string>() != nullptr;
  const Value index = is_text ? NoSuchOverload() : ToInt(arguments[1]);
  const auto* place = index.As<std::int64_t>();
  if (place == nullptr || Compare(index, arguments[1]) != std::partial_ordering::equivalent) {
    return Failure{"invalid_argument: a list's index is an int"};
  }
  if (*place < 0 || std::cmp_greater_equal(*place, list->size())) {
    return Failure{"index out of bounds: " + std::to_string(*place)};
  }
  return (*list)[static_cast<std::size_t>(*place)];
}

Value IsIn(Arguments arguments, Budget& budget) {
  if (const Map* map = arguments[1].AsMap()) {
    return FindKey(*map, arguments[0]) != nullptr;
  }
  const List* list = arguments[1].AsList();
  if (list == nullptr) {
    return NoSuchOverload();
  }
  return std::ranges::any_of(*list, [&](const Value& item) {
    return budget.Spend(1) && Equal(item, arguments[0], budget);
  });
}

Value Field(const Value& map, const std::string& name) {
  const Map* entries = map.AsMap();
  return entries == nullptr ? NoSuchOverload() : AtKey(*entries, Value(name));
}

}  // namespace executioner::domain::expression
