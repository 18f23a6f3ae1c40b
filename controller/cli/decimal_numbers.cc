#include "controller/cli/decimal_numbers.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>

namespace executioner::cli {
namespace {

/// What may stand behind the number.
enum class Unit { kNone, kOptional };

/// Takes leading zeros away. \return what is wrong with the text; "" for a decimal number
std::string ToDecimal(std::string& text, Unit unit) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", sign), text.size());
  const bool is_unit = std::all_of(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(),
                                   [](char c) { return c == ' ' || (c >= 'a' && c <= 'z'); });
  if (end == sign || (end < text.size() && (unit == Unit::kNone || !is_unit))) {
    return "'" + text + "' is not a whole decimal number";
  }
  const std::size_t first = std::min(text.find_first_not_of('0', sign), end - 1);
  text.erase(sign, first - sign);
  return "";
}

/// "INT", followed by the texts of validators: "INT:INT [TIME]:INT in [1 - 86400]".
bool TakesWholeNumber(const std::string& type) {
  return type.starts_with("INT") || type.starts_with("UINT");
}

bool TakesUnit(const std::string& type) {
  return type.find("[TIME]") != std::string::npos;
}

}  // namespace

void ReadNumbersAsDecimal(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    const std::string type = option->get_type_name();
    if (TakesWholeNumber(type)) {
      // In front of the other validators, since CLI::Range reads the text as CLI11 does.
      const Unit unit = TakesUnit(type) ? Unit::kOptional : Unit::kNone;
      option->transform(
          CLI::Validator([unit](std::string& text) { return ToDecimal(text, unit); }, ""));
    }
  }
  for (CLI::App* command : app.get_subcommands({})) {
    ReadNumbersAsDecimal(*command);
  }
}

}  // namespace executioner::cli
