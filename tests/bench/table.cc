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

std::string Text(double value, int digits, const std::string& after) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data() + after;
}

Check AtMost(const std::string& what, Unit unit, double value, double limit) {
  return {.budget = what + " ≤ " + Text(limit, unit.digits, unit.name),
          .value = what + " " + Text(value, unit.digits, unit.name),
          .met = value <= limit};
}

Check AtLeast(const std::string& what, Unit unit, double value, double limit) {
  return {.budget = what + " ≥ " + Text(limit, unit.digits, unit.name),
          .value = what + " " + Text(value, unit.digits, unit.name),
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
