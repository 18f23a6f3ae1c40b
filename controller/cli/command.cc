#include "controller/cli/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>

#include "controller/base/join.h"

namespace executioner::cli {

CLI::Validator OneOf(const Words& words) {
  const auto check = [words](const std::string& word) {
    return std::ranges::count(words, word) > 0
               ? std::string()
               : "unknown value '" + word + "'; allowed: " + base::Join(words);
  };
  // As CLI::IsMember describes itself: --help shows it, and completions are made from it.
  return {check, "{" + base::Join(words, ",") + "}"};
}

CLI::Option* DeclareOutput(CLI::App& command, std::string& form, const Words& forms) {
  const Words first(forms.begin(), forms.end() - 1);
  CLI::Option* const option =
      command.add_option("-o,--output", form, base::Join(first) + " or " + forms.back())
          ->check(OneOf(forms));
  return form.empty() ? option : option->capture_default_str();
}

void DeclareRun(CLI::App& command, std::string& run) {
  CLI::Option* const option =
      command.add_option("run", run, "Number of the run, name of its workflow, or 'latest'");
  if (run.empty()) {
    option->required();
  } else {
    option->capture_default_str();
  }
}

namespace {

/// Whether a unit of time may follow the number.
enum class Unit { kNone, kOptional };

/// Removes leading zeros. \return an error message; "" for a decimal number
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

void DeclareQueue(CLI::App& command, Context& session) {
  command.add_option("--queue", session.queue,
                     "Have 'executioner worker' run the jobs: sqlite:PATH, postgres://HOST/DB, "
                     "redis://HOST[:PORT][/DB] or unix:PATH");
}

}  // namespace executioner::cli
