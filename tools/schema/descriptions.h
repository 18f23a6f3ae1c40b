/// \file
/// The descriptions of fields: the comments above them in the lists (domain/field.h).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "controller/domain/field.h"

namespace executioner::schema {

/// Reads the sources that it needs, each once. Not thread-safe.
class Descriptions {
 public:
  /// \param root  of the source tree
  explicit Descriptions(std::string root) : root_(std::move(root)) {}

  /// \return the comment above the field, on one line, in Markdown
  /// \throws ConfigurationError  when there is no comment, or no such source
  std::string Of(const domain::Field& field);

 private:
  const std::vector<std::string>& LinesOf(const std::string& file);

  std::string root_;
  std::map<std::string, std::vector<std::string>> files_;
};

}  // namespace executioner::schema
