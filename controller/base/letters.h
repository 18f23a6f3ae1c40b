/// \file
/// Changes of letters and blanks of text, for ASCII only. Pure.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace executioner::base {

/// Bytes of other characters stay unchanged.
inline std::string LowerCase(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return text;
}

/// A part of `text`, without the `blanks` at both ends.
inline std::string_view Trimmed(std::string_view text, std::string_view blanks = " \t") {
  const std::size_t begin = text.find_first_not_of(blanks);
  const std::size_t end = text.find_last_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

}  // namespace executioner::base
