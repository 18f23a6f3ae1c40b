#include "controller/kube/json_value.h"

#include <charconv>
#include <limits>

#include <nlohmann/json.hpp>

#include "controller/kube/json_span.h"

namespace executioner::kube {

std::optional<std::string> TextValue(std::string_view value) {
  if (const auto plain = PlainString(value)) {
    return std::string(*plain);
  }
  if (!value.starts_with('"')) {
    return std::nullopt;
  }
  const nlohmann::json text = nlohmann::json::parse(value, nullptr, /*allow_exceptions=*/false);
  return text.is_string() ? std::optional{text.get<std::string>()} : std::nullopt;
}

std::optional<std::int64_t> NumberValue(std::string_view value) {
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  const bool whole = error == std::errc{} && stop == end;
  return whole ? std::optional{number} : std::nullopt;
}

std::optional<int> IntValue(std::string_view value) {
  const std::optional<std::int64_t> number = NumberValue(value);
  const bool fits = number && *number >= std::numeric_limits<int>::min() &&
                    *number <= std::numeric_limits<int>::max();
  return fits ? std::optional{static_cast<int>(*number)} : std::nullopt;
}

std::optional<bool> FlagValue(std::string_view value) {
  if (value == "true") {
    return true;
  }
  return value == "false" ? std::optional{false} : std::nullopt;
}

}  // namespace executioner::kube
