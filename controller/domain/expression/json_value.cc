#include "controller/domain/expression/json_value.h"

#include <string>
#include <utility>

#include "controller/base/json_span.h"
#include "controller/domain/expression/convert.h"

namespace executioner::domain::expression {
namespace {

/// Values are compared and destroyed recursively.
constexpr int kDeepest = 64;

Value NotJson(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  return Failure{"not a JSON value: " + std::string(text.substr(0, kLongest))};
}

Value Scalar(std::string_view json) {
  if (json == "true" || json == "false") {
    return json == "true";
  }
  if (json == "null") {
    return {};
  }
  if (auto text = base::DecodedString(json)) {
    return *std::move(text);
  }
  const bool is_number = !json.empty() && json.find_first_not_of("+-.0123456789eE") == json.npos;
  const bool is_integer = json.find_first_of(".eE") == json.npos;
  const Value text{std::string(json)};
  return !is_number ? NotJson(json) : is_integer ? ToInt(text) : ToDouble(text);
}

Value Convert(std::string_view json, int depth) {
  if (depth > kDeepest) {
    return Failure{"a JSON value is nested more than " + std::to_string(kDeepest) + " levels deep"};
  }
  Value failure;
  const auto convert = [&](std::string_view text) {
    Value value = Convert(text, depth + 1);
    failure = value.As<Failure>() != nullptr ? value : std::move(failure);
    return value;
  };
  const auto finished = [&](bool is_whole, auto make) {
    if (failure.As<Failure>() != nullptr) {
      return std::move(failure);
    }
    return is_whole ? make() : NotJson(json);
  };
  if (json.starts_with('[')) {
    List items;
    const bool is_whole = base::ForEachElement(json, [&](std::string_view item) {
      items.push_back(convert(item));
      return failure.As<Failure>() == nullptr;
    });
    return finished(is_whole, [&] { return MakeList(std::move(items)); });
  }
  if (json.starts_with('{')) {
    Map entries;
    const bool is_whole =
        base::ForEachMember(json, [&](std::string_view name, std::string_view value) {
          entries.emplace_back(convert("\"" + std::string(name) + "\""), convert(value));
          return failure.As<Failure>() == nullptr;
        });
    return finished(is_whole, [&] { return MakeMap(std::move(entries)); });
  }
  return Scalar(json);
}

}  // namespace

Value FromJson(std::string_view json) {
  return Convert(json, 1);
}

}  // namespace executioner::domain::expression
