#include "controller/base/utf8.h"

namespace executioner::base {
namespace {

unsigned Byte(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

bool Continues(std::string_view text, std::size_t from, std::size_t count) {
  for (std::size_t at = from; at < from + count; ++at) {
    if ((Byte(text, at) & 0xC0U) != 0x80U) {
      return false;
    }
  }
  return true;
}

/// Whether the second byte makes the character a surrogate, an overlong form or too large.
bool IsForbidden(unsigned first, unsigned second) {
  return (first == 0xE0U && second < 0xA0U) || (first == 0xEDU && second > 0x9FU) ||
         (first == 0xF0U && second < 0x90U) || (first == 0xF4U && second > 0x8FU);
}

}  // namespace

std::size_t Utf8Length(std::string_view text, std::size_t at) {
  const unsigned first = Byte(text, at);
  if (first < 0x80U) {
    return at < text.size() ? 1 : 0;
  }
  // RFC 3629, 4: C0 and C1 could only begin overlong forms, F5 and above code points over U+10FFFF.
  const std::size_t length = first >= 0xC2U && first <= 0xDFU   ? 2
                             : first >= 0xE0U && first <= 0xEFU ? 3
                             : first >= 0xF0U && first <= 0xF4U ? 4
                                                                : 0;
  const bool valid =
      length > 0 && Continues(text, at + 1, length - 1) && !IsForbidden(first, Byte(text, at + 1));
  return valid ? length : 0;
}

std::optional<std::size_t> FirstNotUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = Utf8Length(text, at);
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

}  // namespace executioner::base
