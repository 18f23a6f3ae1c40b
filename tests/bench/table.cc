#include "tests/bench/table.h"

#include <array>
#include <cstdio>

namespace executioner::bench {
namespace {

std::string Budgets(const Row& row) {
  std::string text;
  for (const Check& check : row.checks) {
    text += (text.empty() ? "" : "; ") + check.budget;
  }
  return text;
}

std::string Verdict(const Row& row) {
  std::string missed;
  for (const Check& check : row.checks) {
    if (!check.met) {
      missed += (missed.empty() ? "no: " : "; ") + check.value;
    }
  }
  if (row.checks.empty()) {
    return "";
  }
  return missed.empty() ? "yes" : missed;
}

}  // namespace

std::string Text(const char* format, double value) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

Check AtMost(const std::string& what, const char* format, double value, double limit) {
  return {.budget = what + " ≤ " + Text(format, limit),
          .value = what + " " + Text(format, value),
          .met = value <= limit};
}

Check AtLeast(const std::string& what, const char* format, double value, double limit) {
  return {.budget = what + " ≥ " + Text(format, limit),
          .value = what + " " + Text(format, value),
          .met = value >= limit};
}

std::string Table(const std::vector<Row>& rows) {
  std::string text =
      "| scenario | ours | floor | speed of the floor | CPU (floor) | peak RSS (floor) | API writes"
      " per pod | budget | met |\n|---|---|---|---|---|---|---|---|---|\n";
  for (const Row& row : rows) {
    for (const std::string& cell : {row.scenario, row.ours, row.floor, row.ratio, row.cpu,
                                    row.memory, row.writes, Budgets(row), Verdict(row)}) {
      text += "| " + cell + (cell.empty() ? "" : " ");
    }
    text += "|\n";
  }
  return text;
}

}  // namespace executioner::bench
