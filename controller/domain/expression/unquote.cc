// The escape sequences of CEL's strings.
#include <charconv>
#include <optional>

#include "controller/domain/expression/token.h"

namespace executioner::domain::expression {
namespace {

/// \return whether `code` was appended; surrogates are not characters
bool AppendUtf8(std::uint32_t code, std::string& text) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return false;
  }
  const auto append = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto append_tail = [&append, code](unsigned shift) {
    append(0x80 | ((code >> shift) & 0x3F));
  };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xC0 | (code >> 6));
    append_tail(0);
  } else if (code < 0x10000) {
    append(0xE0 | (code >> 12));
    append_tail(6);
    append_tail(0);
  } else {
    append(0xF0 | (code >> 18));
    append_tail(12);
    append_tail(6);
    append_tail(0);
  }
  return true;
}

/// Reads exactly `length` digits.
std::optional<std::uint32_t> Digits(std::string_view rest, std::size_t length, int base) {
  std::uint32_t code = 0;
  if (rest.size() < length) {
    return std::nullopt;
  }
  const auto [stop, error] = std::from_chars(rest.data(), rest.data() + length, code, base);
  return error == std::errc() && stop == rest.data() + length ? std::optional(code) : std::nullopt;
}

/// Decodes what follows a backslash.
/// \return the length of the sequence without the backslash; 0: it is invalid
std::size_t Unescape(std::string_view rest, std::string& text) {
  constexpr std::string_view kLetters = "abfnrtv\\'\"`?";
  constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\'\"`?";
  if (rest.empty()) {
    return 0;
  }
  const std::size_t letter = kLetters.find(rest[0]);
  if (letter != std::string_view::npos) {
    text += kMeanings[letter];
    return 1;
  }
  if (rest[0] >= '0' && rest[0] <= '3') {
    const auto code = Digits(rest, 3, 8);
    return code && AppendUtf8(*code, text) ? 3 : 0;
  }
  const bool is_byte = rest[0] == 'x' || rest[0] == 'X';
  if (!is_byte && rest[0] != 'u' && rest[0] != 'U') {
    return 0;
  }
  const std::size_t length = is_byte ? 2 : rest[0] == 'u' ? 4 : 8;
  const auto code = Digits(rest.substr(1), length, 16);
  return code && AppendUtf8(*code, text) ? 1 + length : 0;
}

}  // namespace

std::variant<std::string, Failure> Unquote(std::string_view literal) {
  const bool raw = literal[0] == 'r' || literal[0] == 'R';
  literal.remove_prefix(raw ? 1 : 0);
  const bool triple = literal.size() >= 6 && literal[1] == literal[0] && literal[2] == literal[0];
  const std::size_t quotes = triple ? 3 : 1;
  literal = literal.substr(quotes, literal.size() - 2 * quotes);
  std::string text;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (literal[i] == '\\' && !raw) {
      const std::size_t length = Unescape(literal.substr(i + 1), text);
      if (length == 0) {
        return Failure{"invalid escape sequence '" + std::string(literal.substr(i, 2)) + "'"};
      }
      i += length;
    } else if (literal[i] == '\r') {
      // CEL reads every end of a line as a newline.
      text += '\n';
      i += i + 1 < literal.size() && literal[i + 1] == '\n' ? 1U : 0U;
    } else {
      text += literal[i];
    }
  }
  return text;
}

}  // namespace executioner::domain::expression
