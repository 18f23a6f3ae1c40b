#include "runner/text.h"

#include <string.h>

#include "runner/list.h"

namespace executioner::runner {
namespace {

/// One character of a byte sequence: its length, and whether it is valid UTF-8. An invalid
/// character has length 1.
struct Character {
  size_t size = 1;
  bool valid = false;
};

bool IsContinuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// \return the length of the character that begins with `first`, or 0 if no character does
size_t LengthFor(unsigned char first) {
  if (first < 0x80) {
    return 1;
  }
  if (first < 0xC2) {
    return 0;
  }
  return first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
}

/// \return true for two bytes that begin only overlong forms, surrogates or values above U+10FFFF
bool IsForbidden(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0: return second < 0xA0;
    case 0xED: return second > 0x9F;
    case 0xF0: return second < 0x90;
    case 0xF4: return second > 0x8F;
    default: return false;
  }
}

Character CharacterAt(Bytes bytes) {
  const auto first = static_cast<unsigned char>(bytes.begin[0]);
  const size_t size = LengthFor(first);
  if (size == 0 || size > bytes.size) {
    return {};
  }
  for (size_t i = 1; i < size; ++i) {
    if (!IsContinuation(bytes.begin[i])) {
      return {};
    }
  }
  if (size > 1 && IsForbidden(first, static_cast<unsigned char>(bytes.begin[1]))) {
    return {};
  }
  return {size, true};
}

/// Returns the character as it is written in a JSON string; `room` has at least 6 bytes.
Bytes Escape(Bytes character, bool valid, char* room) {
  if (!valid) {
    return BytesOf("\xEF\xBF\xBD");
  }
  const auto byte = static_cast<unsigned char>(character.begin[0]);
  switch (byte) {
    case '"': return BytesOf("\\\"");
    case '\\': return BytesOf("\\\\");
    case '\n': return BytesOf("\\n");
    case '\r': return BytesOf("\\r");
    case '\t': return BytesOf("\\t");
    default: break;
  }
  if (byte >= 0x20) {
    return character;
  }
  constexpr char kDigits[] = "0123456789abcdef";
  memcpy(room, "\\u00", sizeof("\\u00"));
  room[4] = kDigits[byte >> 4U];
  room[5] = kDigits[byte & 0xFU];
  return {room, 6};
}

Bytes Skip(Bytes bytes, size_t size) {
  return {bytes.begin + size, bytes.size - size};
}

size_t JsonSize(Bytes bytes) {
  size_t size = 0;
  char room[6];
  while (bytes.size > 0) {
    const Character character = CharacterAt(bytes);
    size += Escape({bytes.begin, character.size}, character.valid, room).size;
    bytes = Skip(bytes, character.size);
  }
  return size;
}

}  // namespace

Bytes BytesOf(const char* string) {
  return {string, strlen(string)};
}

Text& Text::Add(Bytes bytes) {
  if (bytes.size == 0) {
    return *this;
  }
  const size_t needed = size_ + bytes.size + 1;  // and the NUL of String()
  if (needed > capacity_) {
    capacity_ = needed < 128 ? 128 : needed * 2;
    data_ = static_cast<char*>(Grow(data_, capacity_));
  }
  memcpy(data_ + size_, bytes.begin, bytes.size);
  size_ += bytes.size;
  return *this;
}

Text& Text::Add(int64_t number) {
  char digits[20];
  size_t at = sizeof(digits);
  uint64_t rest = number < 0 ? 0 - static_cast<uint64_t>(number) : static_cast<uint64_t>(number);
  do {
    digits[--at] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest > 0);
  if (number < 0) {
    digits[--at] = '-';
  }
  return Add({digits + at, sizeof(digits) - at});
}

Text& Text::AddJson(Bytes bytes, size_t limit) {
  char room[6];
  while (bytes.size > 0) {
    const Character character = CharacterAt(bytes);
    const Bytes escaped = Escape({bytes.begin, character.size}, character.valid, room);
    if (escaped.size > limit) {
      break;
    }
    Add(escaped);
    limit -= escaped.size;
    bytes = Skip(bytes, character.size);
  }
  return *this;
}

char* Text::Edit() {
  if (data_ == nullptr) {
    capacity_ = 1;
    data_ = static_cast<char*>(Grow(nullptr, capacity_));
  }
  data_[size_] = '\0';
  return data_;
}

Bytes EndThatFits(Bytes bytes, size_t limit, bool cut) {
  if (cut) {
    // At most 3 bytes can belong to a character whose beginning is lost.
    for (int i = 0; i < 3 && bytes.size > 0 && IsContinuation(bytes.begin[0]); ++i) {
      bytes = Skip(bytes, 1);
    }
  }
  size_t size = JsonSize(bytes);
  char room[6];
  while (size > limit) {
    const Character character = CharacterAt(bytes);
    size -= Escape({bytes.begin, character.size}, character.valid, room).size;
    bytes = Skip(bytes, character.size);
  }
  return bytes;
}

bool IsUtf8(Bytes bytes) {
  while (bytes.size > 0) {
    const Character character = CharacterAt(bytes);
    if (!character.valid) {
      return false;
    }
    bytes = Skip(bytes, character.size);
  }
  return true;
}

}  // namespace executioner::runner
