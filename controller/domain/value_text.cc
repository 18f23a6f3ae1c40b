#include "controller/domain/value_text.h"

#include <charconv>
#include <cstdint>

#include "controller/base/json_span.h"

namespace executioner::domain {
namespace {

bool IsInteger(std::string_view json) {
  std::int64_t number = 0;
  const char* const end = json.data() + json.size();
  const auto [stop, error] = std::from_chars(json.data(), end, number);
  return error == std::errc{} && stop == end;
}

}  // namespace

bool HasType(std::string_view json, ValueType type) {
  // The value was parsed before, so its first byte tells the type.
  const char first = json.empty() ? '\0' : json.front();
  switch (type) {
    case ValueType::kString: return first == '"';
    case ValueType::kInteger: return IsInteger(json);
    case ValueType::kNumber: return first == '-' || (first >= '0' && first <= '9');
    case ValueType::kBoolean: return json == "true" || json == "false";
    case ValueType::kList: return first == '[';
    case ValueType::kObject: return first == '{';
  }
  return false;
}

std::optional<std::string_view> FieldAt(std::string_view json, std::span<const std::string> steps) {
  std::optional<std::string_view> found = json;
  for (const std::string& step : steps) {
    found = base::FindMember(*found, step);
    if (!found) {
      break;
    }
  }
  return found;
}

std::string TextOfValue(std::string_view json) {
  return base::DecodedString(json).value_or(std::string(json));
}

}  // namespace executioner::domain
