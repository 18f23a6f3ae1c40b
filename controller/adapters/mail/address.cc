#include "controller/adapters/mail/address.h"

#include <algorithm>

#include "controller/base/base64.h"
#include "controller/base/letters.h"
#include "controller/base/utf8.h"

namespace executioner::mail {
namespace {

constexpr std::size_t kLongestAddress = 254;
constexpr std::size_t kLongestPlain = 60;
/// An encoded word has at most 75 bytes, 12 of them "=?UTF-8?B?" and "?=".
constexpr std::size_t kLongestWord = 45;

bool IsPrintable(char letter) {
  return letter >= ' ' && letter <= '~';
}

bool IsAddress(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos && text.size() <= kLongestAddress &&
         std::ranges::all_of(text, [](char letter) {
           return IsPrintable(letter) &&
                  // Narrower than RFC 5321, which allows quoted local parts: no character here can
                  // end a header or an SMTP command.
                  std::string_view(" <>()[],;:\"\\").find(letter) == std::string_view::npos;
         });
}

/// Valid UTF-8 without control characters.
std::string Cleaned(std::string_view text) {
  std::string cleaned;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = base::Utf8Length(text, at);
    const bool control = static_cast<unsigned char>(text[at]) < 0x20U || text[at] == 0x7F;
    if (control) {
      cleaned += ' ';
    } else {
      cleaned += length == 0 ? base::kReplacementCharacter : text.substr(at, length);
    }
    at += std::max<std::size_t>(length, 1);
  }
  return cleaned;
}

/// \param text  valid UTF-8
std::string EncodedWords(std::string_view text) {
  std::string words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    // RFC 2047, 5: no character may be split between two words.
    while (end < text.size() && end + base::Utf8Length(text, end) - at <= kLongestWord) {
      end += base::Utf8Length(text, end);
    }
    words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
             base::EncodeBase64(text.substr(at, end - at)) + "?=";
    at = end;
  }
  return words;
}

}  // namespace

std::optional<Address> ParseAddress(std::string_view text) {
  text = base::Trimmed(text);
  Address parsed;
  if (text.ends_with('>')) {
    const std::size_t open = text.rfind('<');
    if (open == std::string_view::npos) {
      return std::nullopt;
    }
    std::string_view name = base::Trimmed(text.substr(0, open));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) {
      name = name.substr(1, name.size() - 2);
    }
    parsed.name = name;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  parsed.address = text;
  return IsAddress(text) ? std::optional(std::move(parsed)) : std::nullopt;
}

std::string HeaderText(std::string_view text) {
  std::string cleaned = Cleaned(text);
  // "=?" would be read as the beginning of an encoded word.
  const bool plain = cleaned.size() <= kLongestPlain && std::ranges::all_of(cleaned, IsPrintable) &&
                     cleaned.find("=?") == std::string::npos;
  return plain ? cleaned : EncodedWords(cleaned);
}

std::string HeaderText(const Address& address) {
  if (address.name.empty()) {
    return address.address;
  }
  const std::string name = Cleaned(address.name);
  const bool plain = name.size() <= kLongestPlain && std::ranges::all_of(name, [](char letter) {
                       return IsPrintable(letter) && letter != '"' && letter != '\\';
                     });
  return (plain ? '"' + name + '"' : EncodedWords(name)) + " <" + address.address + ">";
}

}  // namespace executioner::mail
