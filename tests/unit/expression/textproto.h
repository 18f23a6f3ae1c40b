/// \file
/// Reads the text format of protocol buffers, as far as CEL's conformance cases use it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace executioner::domain::expression {

/// A message, or a scalar of a message.
struct Proto {
  std::string scalar = {};  ///< a number or word as written, or a string's value
  std::vector<std::pair<std::string, Proto>> fields = {};

  /// \return the first field with this name, or null
  const Proto* Find(std::string_view name) const;

  /// \return all fields with this name
  std::vector<const Proto*> All(std::string_view name) const;

  /// \return the text of the field, or ""
  std::string Text(std::string_view name) const;
};

/// Reads a file's text.
/// \throws std::runtime_error  if it is not in the text format
Proto ReadTextProto(std::string_view text);

}  // namespace executioner::domain::expression
