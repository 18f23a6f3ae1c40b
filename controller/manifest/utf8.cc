#include "controller/manifest/utf8.h"

#include <algorithm>

namespace executioner::manifest {
namespace {

unsigned char Byte(char letter) {
  return static_cast<unsigned char>(letter);
}

/// How many bytes follow the first one; nothing when it cannot be first.
std::optional<std::size_t> FollowersOf(unsigned char first) {
  if (first < 0x80) {
    return 0;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return 1;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    return 2;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    return 3;
  }
  return std::nullopt;
}

/// Rules out overlong forms, surrogates and what is beyond U+10FFFF.
bool MayFollow(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
  }
}

bool IsCharacter(std::string_view text, std::size_t followers) {
  const auto is_follower = [](char letter) { return (Byte(letter) & 0xC0) == 0x80; };
  return text.size() > followers && std::ranges::all_of(text.substr(1, followers), is_follower) &&
         (followers == 0 || MayFollow(Byte(text[0]), Byte(text[1])));
}

}  // namespace

std::optional<std::size_t> FirstNotUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::optional<std::size_t> followers = FollowersOf(Byte(text[at]));
    if (!followers || !IsCharacter(text.substr(at), *followers)) {
      return at;
    }
    at += *followers + 1;
  }
  return std::nullopt;
}

}  // namespace executioner::manifest
