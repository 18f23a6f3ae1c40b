#include "controller/adapters/store/postgres_text.h"

#include <charconv>

#include "controller/base/hex.h"
#include "controller/base/utf8.h"

namespace executioner::store {
namespace {

constexpr char kMark = '\x1A';
constexpr std::size_t kDigits = 2;
constexpr int kHex = 16;

/// PostgreSQL's TEXT takes only valid UTF-8 without NUL. Paths and output of jobs may be any bytes,
/// so others are stored as U+001A and two hex digits.
void AppendMarked(std::string& text, char byte) {
  text += kMark;
  text += base::Hex({&byte, 1});
}

}  // namespace

std::string EncodeText(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = base::Utf8Length(bytes, at);
    // U+001A itself is marked too, so that decoding is exact.
    if (length == 0 || bytes[at] == '\0' || bytes[at] == kMark) {
      AppendMarked(text, bytes[at]);
      ++at;
    } else {
      text += bytes.substr(at, length);
      at += length;
    }
  }
  return text;
}

std::string DecodeText(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned char value = 0;
    const std::string_view digits = text.substr(at + 1, kDigits);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, kHex);
    const bool marked = text[at] == kMark && digits.size() == kDigits && error == std::errc{} &&
                        end == digits.data() + kDigits;
    bytes += marked ? static_cast<char>(value) : text[at];
    at += marked ? kDigits : 0;
  }
  return bytes;
}

}  // namespace executioner::store
