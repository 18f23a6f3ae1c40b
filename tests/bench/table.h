/// \file
/// The table of results, as text. Pure.
#pragma once

#include <string>
#include <vector>

namespace executioner::bench {

/// One budget and how it went.
struct Check {
  std::string budget = {};  ///< "≥ 0.65 of the floor"
  std::string value = {};   ///< "0.71"
  bool met = false;
};

/// One line of the table; what does not apply stays empty.
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

/// printf for one number: Text("%.2f s", 1.5).
std::string Text(const char* format, double value);

/// A check that `value` is at most (at least) `limit`; `format` is for both, e.g. "%.1f ms".
Check AtMost(const std::string& what, const char* format, double value, double limit);
Check AtLeast(const std::string& what, const char* format, double value, double limit);

}  // namespace executioner::bench
