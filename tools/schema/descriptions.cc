#include "tools/schema/descriptions.h"

#include <fstream>
#include <string_view>

#include "controller/base/error.h"

namespace executioner::schema {
namespace {

constexpr std::string_view kMark = "/// ";

std::string_view WithoutIndent(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

/// Whether a statement may begin below this line: a comment further up is that of another field.
bool EndsStatement(std::string_view line) {
  return line.empty() || line.ends_with(';') || (line.ends_with('{') && !line.ends_with("Field{"));
}

}  // namespace

const std::vector<std::string>& Descriptions::LinesOf(const std::string& file) {
  const auto [found, added] = files_.try_emplace(file);
  if (added) {
    std::ifstream source(root_ + "/" + file);
    for (std::string line; std::getline(source, line);) {
      found->second.push_back(line);
    }
  }
  return found->second;
}

std::string Descriptions::Of(const domain::Field& field) {
  // The compiler knows the file by a path of its own.
  const std::string_view path = field.file;
  const std::string file(path.substr(std::min(path.rfind("controller/"), path.size())));
  const std::vector<std::string>& lines = LinesOf(file);
  // One compiler counts the first line of a field, another the last.
  std::size_t at = std::min(static_cast<std::size_t>(field.line), lines.size());
  const std::string key = ".key = \"" + std::string(field.key) + "\"";
  while (at > 0 && lines[at - 1].find(key) == std::string::npos) {
    --at;
  }
  while (at > 1 && !WithoutIndent(lines[at - 2]).starts_with(kMark) &&
         !EndsStatement(lines[at - 2])) {
    --at;
  }
  std::string text;
  for (; at > 1 && WithoutIndent(lines[at - 2]).starts_with(kMark); --at) {
    const std::string_view line = WithoutIndent(lines[at - 2]).substr(kMark.size());
    text = std::string(line) + (text.empty() ? "" : " ") + text;
  }
  if (text.empty()) {
    throw base::ConfigurationError(file + ":" + std::to_string(field.line),
                                   "the field '" + std::string(field.key) +
                                       "' has no description: write it above as a /// comment");
  }
  return text;
}

}  // namespace executioner::schema
