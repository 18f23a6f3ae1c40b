#include "controller/base/json_span.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace executioner::base {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// Which bytes are in a set: find_first_of asks the whole set for every byte.
class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view letters) {
    for (const char letter : letters) {
      has_[static_cast<unsigned char>(letter)] = true;
    }
  }

  constexpr bool Has(char letter) const { return has_[static_cast<unsigned char>(letter)]; }

 private:
  std::array<bool, 256> has_ = {};
};

constexpr ByteSet kSpace(" \t\r\n");
constexpr ByteSet kQuoteOrEscape("\"\\");
constexpr ByteSet kQuoteOrBracket("\"{}[]");
constexpr ByteSet kAfterScalar(" \t\r\n,]}:");

/// \return the first byte of the set from `at` on, kNone when there is none
std::size_t Find(std::string_view text, const ByteSet& set, std::size_t at) {
  while (at < text.size() && !set.Has(text[at])) {
    ++at;
  }
  return at < text.size() ? at : kNone;
}

std::size_t SkipSpace(std::string_view text, std::size_t at) {
  while (at < text.size() && kSpace.Has(text[at])) {
    ++at;
  }
  return at;
}

/// \return after the closing quote of the string that begins at `at`
std::size_t SkipString(std::string_view text, std::size_t at) {
  // A backslash takes the next byte with it, whatever that is: of "\u0022" the digits are plain.
  for (std::size_t next = at + 1;; next += 2) {
    next = Find(text, kQuoteOrEscape, next);
    if (next == kNone) {
      return kNone;
    }
    if (text[next] == '"') {
      return next + 1;
    }
  }
}

/// \return after the bracket that closes the one at `at`; a counter is enough, because a mismatch
/// of brackets makes the piece unreadable for its own decoder
std::size_t SkipNested(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at != kNone) {
    at = Find(text, kQuoteOrBracket, at);
    if (at == kNone) {
      return kNone;
    }
    if (text[at] == '"') {
      at = SkipString(text, at);
      continue;
    }
    const bool opens = text[at] == '{' || text[at] == '[';
    depth = opens ? depth + 1 : depth - 1;
    ++at;
    if (depth == 0) {
      return at;
    }
  }
  return kNone;
}

/// \return after the value that begins at `at`
std::size_t SkipValue(std::string_view text, std::size_t at) {
  if (at >= text.size()) {
    return kNone;
  }
  if (text[at] == '"') {
    return SkipString(text, at);
  }
  if (text[at] == '{' || text[at] == '[') {
    return SkipNested(text, at);
  }
  const std::size_t end = Find(text, kAfterScalar, at);
  return end == at ? kNone : end;
}

bool Has(std::string_view text, std::size_t at, char letter) {
  return at < text.size() && text[at] == letter;
}

/// Walks "open item , item close"; `item` reads one at a position and returns the position after
/// it, kNone on bad text, or 0 to stop.
template <class Item>
bool Walk(std::string_view text, std::string_view brackets, const Item& item) {
  std::size_t at = SkipSpace(text, 0);
  if (!Has(text, at, brackets[0])) {
    return false;
  }
  at = SkipSpace(text, at + 1);
  if (Has(text, at, brackets[1])) {
    return SkipSpace(text, at + 1) == text.size();
  }
  while (true) {
    at = item(at);
    if (at == kNone || at == 0) {
      return at == 0;
    }
    at = SkipSpace(text, at);
    if (Has(text, at, brackets[1])) {
      return SkipSpace(text, at + 1) == text.size();
    }
    if (!Has(text, at, ',')) {
      return false;
    }
    at = SkipSpace(text, at + 1);
  }
}

/// Removes the four digits of a `\u` escape.
std::optional<std::uint32_t> TakeUnit(std::string_view& text) {
  constexpr std::size_t kDigits = 4;
  std::uint32_t unit = 0;
  const std::string_view digits = text.substr(0, kDigits);
  const auto [stop, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), unit, /*base=*/16);
  if (error != std::errc{} || stop != digits.data() + kDigits) {
    return std::nullopt;
  }
  text.remove_prefix(kDigits);
  return unit;
}

/// Removes the digits of one character: two units beyond the basic plane (RFC 8259, section 7).
std::optional<std::uint32_t> TakeCharacter(std::string_view& text) {
  const auto first = TakeUnit(text);
  if (!first || *first < 0xD800U || *first > 0xDFFFU) {
    return first;
  }
  if (*first > 0xDBFFU || !text.starts_with("\\u")) {
    return std::nullopt;
  }
  text.remove_prefix(2);
  const auto second = TakeUnit(text);
  if (!second || *second < 0xDC00U || *second > 0xDFFFU) {
    return std::nullopt;
  }
  return 0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U);
}

void AppendUtf8(std::uint32_t character, std::string& out) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | ((character >> shift) & 0x3FU));
  };
  if (character < 0x80U) {
    out += static_cast<char>(character);
  } else if (character < 0x800U) {
    out += static_cast<char>(0xC0U | (character >> 6U));
    tail(0);
  } else if (character < 0x10000U) {
    out += static_cast<char>(0xE0U | (character >> 12U));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | (character >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

/// Removes an escape without its backslash and appends what it stands for.
bool TakeEscape(std::string_view& text, std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (text.empty()) {
    return false;
  }
  const char letter = text.front();
  text.remove_prefix(1);
  if (letter == 'u') {
    const auto character = TakeCharacter(text);
    if (character) {
      AppendUtf8(*character, out);
    }
    return character.has_value();
  }
  const std::size_t found = kLetters.find(letter);
  if (found != kNone) {
    out += kMeanings[found];
  }
  return found != kNone;
}

}  // namespace

bool ForEachMember(std::string_view text,
                   const std::function<bool(std::string_view, std::string_view)>& visit) {
  return Walk(text, "{}", [&](std::size_t at) {
    if (!Has(text, at, '"')) {
      return kNone;
    }
    const std::size_t name_end = SkipString(text, at);
    if (name_end == kNone) {
      return kNone;
    }
    const std::size_t colon = SkipSpace(text, name_end);
    if (!Has(text, colon, ':')) {
      return kNone;
    }
    const std::size_t value = SkipSpace(text, colon + 1);
    const std::size_t end = SkipValue(text, value);
    if (end == kNone) {
      return kNone;
    }
    // Names of the API have no escapes, so an escaped name is not one of them.
    const std::string_view name = text.substr(at + 1, name_end - at - 2);
    return visit(name, text.substr(value, end - value)) ? end : std::size_t{0};
  });
}

bool ForEachElement(std::string_view text, const std::function<bool(std::string_view)>& visit) {
  return Walk(text, "[]", [&](std::size_t at) {
    const std::size_t end = SkipValue(text, at);
    if (end == kNone) {
      return kNone;
    }
    return visit(text.substr(at, end - at)) ? end : std::size_t{0};
  });
}

std::optional<std::string_view> FindMember(std::string_view text, std::string_view name) {
  std::optional<std::string_view> found;
  ForEachMember(text, [&](std::string_view member, std::string_view value) {
    if (member == name) {
      found = value;
    }
    return !found;
  });
  return found;
}

std::optional<std::string_view> PlainString(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.find('\\') != kNone) {
    return std::nullopt;
  }
  return value.substr(1, value.size() - 2);
}

std::optional<std::string> DecodedString(std::string_view value) {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') {
    return std::nullopt;
  }
  std::string_view rest = value.substr(1, value.size() - 2);
  std::string text;
  text.reserve(rest.size());
  while (true) {
    const std::size_t end = Find(rest, kQuoteOrEscape, 0);
    text += rest.substr(0, end);
    if (end == kNone) {
      return text;
    }
    const bool escape = rest[end] == '\\';
    rest.remove_prefix(end + 1);
    if (!escape || !TakeEscape(rest, text)) {
      return std::nullopt;
    }
  }
}

std::string MemberText(std::string_view object, std::string_view name) {
  const auto value = FindMember(object, name);
  return std::string(value ? PlainString(*value).value_or("") : "");
}

}  // namespace executioner::base
