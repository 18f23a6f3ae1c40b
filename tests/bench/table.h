/// \file
/// The table of results, as text. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::bench {

/// A budget and its result.
struct Check {
  std::string budget = {};  ///< "≥ 0.65 of the floor"
  std::string value = {};   ///< "0.71"
  bool met = false;
};

/// A row of the table; cells that do not apply are empty.
struct Row {
  std::string scenario = {};
  std::string ours = {};
  std::string floor = {};
  std::string ratio = {};
  std::string cpu = {};     ///< of the controller and, in parentheses, of the floor
  std::string memory = {};  ///< likewise
  std::string writes = {};
  std::vector<Check> checks = {};
};

/// The rows in Markdown.
std::string Table(const std::vector<Row>& rows);

/// The format of a number: decimal places and unit, such as {2, " s"}.
struct Unit {
  int digits = 0;
  const char* name = "";
};

/// Text(1.5, 2, " s") is "1.50 s".
std::string Text(double value, int digits, const std::string& after = "");

/// A check that `value` is at most (at least) `limit`.
Check AtMost(const std::string& what, Unit unit, double value, double limit);
Check AtLeast(const std::string& what, Unit unit, double value, double limit);

}  // namespace executioner::bench
