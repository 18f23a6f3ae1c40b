#include "tests/unit/expression/show.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <type_traits>
#include <variant>
#include <vector>

namespace executioner::domain::expression {
namespace {

std::string Joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) {
    all += (all.empty() ? "" : ",") + part;
  }
  return all;
}

std::string Hex(std::uint64_t number) {
  std::ostringstream text;
  text << std::hex << number;
  return text.str();
}

std::string HexBytes(const std::string& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string ShowCollection(const Value& value) {
  std::vector<std::string> parts;
  if (const List* list = value.AsList()) {
    std::ranges::transform(*list, std::back_inserter(parts), Show);
    return "[" + Joined(parts) + "]";
  }
  if (const Map* map = value.AsMap()) {
    std::ranges::transform(*map, std::back_inserter(parts), [](const auto& entry) {
      return Show(entry.first) + ":" + Show(entry.second);
    });
    std::ranges::sort(parts);
    return "{" + Joined(parts) + "}";
  }
  return "error";
}

std::string Say(const Problem& problem) {
  return "error: " + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " +
         problem.message;
}

}  // namespace

std::string Show(const Value& value) {
  if (value.As<std::monostate>() != nullptr) {
    return "null";
  }
  if (const auto* truth = value.As<bool>()) {
    return *truth ? "true" : "false";
  }
  if (const auto* integer = value.As<std::int64_t>()) {
    return std::to_string(*integer);
  }
  if (const auto* natural = value.As<std::uint64_t>()) {
    return std::to_string(*natural) + "u";
  }
  if (const auto* number = value.As<double>()) {
    return std::isnan(*number) ? "nan" : "d" + Hex(std::bit_cast<std::uint64_t>(*number));
  }
  const auto* text = value.As<std::string>();
  return text != nullptr ? "s" + HexBytes(*text) : ShowCollection(value);
}

std::string RunSource(const std::string& source, const Fields& variables,
                      const std::map<std::string, Value>& values, bool costly) {
  const auto compiled = Compile(source, variables, Type{});
  if (const auto* problem = std::get_if<Problem>(&compiled)) {
    return Say(*problem);
  }
  const auto& program = std::get<Program>(compiled);
  std::vector<Value> bound;
  for (const Reference& reference : program.references) {
    const auto found = values.find(reference.path[0]);
    bound.push_back(found == values.end() ? Value(Failure{"no value"}) : found->second);
  }
  const auto result = Evaluate(program, bound, costly ? 1'000'000 : kMostSteps);
  const auto* problem = std::get_if<Problem>(&result);
  return problem != nullptr ? Say(*problem) : Show(std::get<Value>(result));
}

}  // namespace executioner::domain::expression
