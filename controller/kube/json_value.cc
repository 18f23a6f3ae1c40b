#include "controller/kube/json_value.h"

#include <nlohmann/json.hpp>

#include "controller/base/json_span.h"
#include "controller/base/whole_number.h"

namespace executioner::kube {
namespace {

template <class Value, class Out>
void Assign(std::optional<Value> value, Out& out) {
  if (value) {
    out = *std::move(value);
  }
}

}  // namespace

std::optional<std::string> TextValue(std::string_view value) {
  if (const auto plain = base::PlainString(value)) {
    return std::string(*plain);
  }
  if (!value.starts_with('"')) {
    return std::nullopt;
  }
  // Escapes are rare in what we read, so only they are worth a parser.
  const nlohmann::json text = nlohmann::json::parse(value, nullptr, /*allow_exceptions=*/false);
  return text.is_string() ? std::optional{text.get<std::string>()} : std::nullopt;
}

std::optional<std::int64_t> NumberValue(std::string_view value) {
  return base::WholeNumber<std::int64_t>(value);
}

std::optional<int> IntValue(std::string_view value) {
  return base::WholeNumber<int>(value);
}

void ReadValue(std::string_view value, std::string& out) {
  Assign(TextValue(value), out);
}

void ReadValue(std::string_view value, bool& out) {
  if (value == "true" || value == "false") {
    out = value == "true";
  }
}

void ReadValue(std::string_view value, int& out) {
  Assign(IntValue(value), out);
}

void ReadValue(std::string_view value, std::int64_t& out) {
  Assign(NumberValue(value), out);
}

void ReadValue(std::string_view value, std::optional<int>& out) {
  Assign(IntValue(value), out);
}

void ReadValue(std::string_view value, base::TimePoint& out) {
  Assign(base::ParseTime(TextValue(value).value_or("")), out);
}

void ReadValue(std::string_view value, std::optional<base::TimePoint>& out) {
  Assign(base::ParseTime(TextValue(value).value_or("")), out);
}

void ReadValue(std::string_view value, std::vector<std::string>& out) {
  base::ForEachElement(value, [&](std::string_view element) {
    if (std::optional<std::string> text = TextValue(element)) {
      out.push_back(*std::move(text));
    }
    return true;
  });
}

}  // namespace executioner::kube
