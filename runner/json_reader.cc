#include "runner/json_reader.h"

#include <string.h>

namespace executioner::runner {
namespace {

bool IsDigit(char character) {
  return character >= '0' && character <= '9';
}

void AddUtf8(uint32_t code, char** out) {
  if (code < 0x80) {
    *(*out)++ = static_cast<char>(code);
    return;
  }
  const uint32_t following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const uint32_t marks[] = {0, 0xC0, 0xE0, 0xF0};
  *(*out)++ = static_cast<char>(marks[following] | (code >> (6 * following)));
  for (uint32_t i = following; i > 0; --i) {
    *(*out)++ = static_cast<char>(0x80U | ((code >> (6 * (i - 1))) & 0x3FU));
  }
}

}  // namespace

void JsonReader::SkipSpace() {
  while (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r') {
    ++at_;
  }
}

bool JsonReader::Take(char expected) {
  SkipSpace();
  if (*at_ != expected) {
    return false;
  }
  ++at_;
  return true;
}

void JsonReader::Enter() {
  if (depth_ == kDeepest) {
    Fail("nested too deep");
    return;
  }
  levels_[depth_++] = {};
}

void JsonReader::EnterObject() {
  if (failed_) {
    return;
  }
  if (!Take('{')) {
    Fail("expected an object");
    return;
  }
  Enter();
}

void JsonReader::EnterList() {
  if (failed_) {
    return;
  }
  if (!Take('[')) {
    Fail("expected a list");
    return;
  }
  Enter();
}

// A comma is allowed only between two members: not before the first, not after the last.
bool JsonReader::Next(char close) {
  if (failed_) {
    return false;
  }
  Level& level = levels_[depth_ - 1];
  if (Take(close)) {
    --depth_;
    return false;
  }
  if (level.index >= 0 && !Take(',')) {
    Fail(close == '}' ? "expected ',' or '}' after it" : "expected ',' or ']' after it");
    return false;
  }
  ++level.index;
  return true;
}

bool JsonReader::NextItem() {
  return Next(']');
}

const char* JsonReader::NextKey() {
  if (!Next('}')) {
    return nullptr;
  }
  Level& level = levels_[depth_ - 1];
  SkipSpace();
  if (*at_ != '"') {
    Fail("expected a key in quotes after it");
    return nullptr;
  }
  const char* key = ReadString();
  if (!failed_ && !Take(':')) {
    level.key = key;
    Fail("expected ':'");
  }
  level.key = key;
  return failed_ ? nullptr : key;
}

bool JsonReader::ReadHex(uint32_t* value) {
  *value = 0;
  for (int i = 0; i < 4; ++i) {
    const char digit = *at_;
    const char lower = static_cast<char>(digit | 0x20);
    if (!IsDigit(digit) && (lower < 'a' || lower > 'f')) {
      return false;
    }
    *value = *value * 16 + static_cast<uint32_t>(IsDigit(digit) ? digit - '0' : lower - 'a' + 10);
    ++at_;
  }
  return true;
}

bool JsonReader::ReadUnicodeEscape(char** out) {
  uint32_t code = 0;
  if (!ReadHex(&code) || code == 0 || (code >= 0xDC00 && code <= 0xDFFF)) {
    return false;
  }
  if (code >= 0xD800 && code <= 0xDBFF) {
    uint32_t low = 0;
    if (at_[0] != '\\' || at_[1] != 'u') {
      return false;
    }
    at_ += 2;
    if (!ReadHex(&low) || low < 0xDC00 || low > 0xDFFF) {
      return false;
    }
    code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
  }
  AddUtf8(code, out);
  return true;
}

bool JsonReader::ReadEscape(char** out) {
  constexpr char kNames[] = "\"\\/bfnrt";
  constexpr char kValues[] = "\"\\/\b\f\n\r\t";
  const char name = *at_;
  if (name == 'u') {
    ++at_;
    return ReadUnicodeEscape(out);
  }
  const char* found = name == '\0' ? nullptr : strchr(kNames, name);
  if (found == nullptr) {
    return false;
  }
  ++at_;
  *(*out)++ = kValues[found - kNames];
  return true;
}

// An escape sequence is never shorter than the character that it represents, so the text can be
// unescaped in place.
char* JsonReader::ReadString() {
  static char empty[1] = {'\0'};
  if (failed_ || !Take('"')) {
    Fail("expected a string");
    return empty;
  }
  char* begin = at_;
  char* out = at_;
  while (*at_ != '"') {
    if (static_cast<unsigned char>(*at_) < 0x20) {
      Fail(*at_ == '\0' ? "the string is not terminated"
                        : "the string contains an unescaped control character");
      return empty;
    }
    if (*at_ != '\\') {
      *out++ = *at_++;
      continue;
    }
    ++at_;
    if (!ReadEscape(&out)) {
      Fail("bad escape in the string (neither \\u0000 nor half a surrogate pair is allowed)");
      return empty;
    }
  }
  ++at_;
  *out = '\0';
  return begin;
}

int64_t JsonReader::ReadInteger(int64_t least, int64_t most) {
  if (failed_) {
    return least;
  }
  SkipSpace();
  const bool negative = *at_ == '-';
  const char* digits = negative ? at_ + 1 : at_;
  int64_t value = 0;
  size_t count = 0;
  for (; IsDigit(digits[count]) && count < 18; ++count) {
    value = value * 10 + (digits[count] - '0');
  }
  value = negative ? -value : value;
  const char after = digits[count];
  const bool whole = count > 0 && !(digits[0] == '0' && count > 1) && !IsDigit(after) &&
                     after != '.' && after != 'e' && after != 'E';
  if (!whole || value < least || value > most) {
    Text message;
    message.Add("expected a whole number from ").Add(least).Add(" to ").Add(most);
    Fail(message.String());
    return least;
  }
  at_ += count + (negative ? 1 : 0);
  return value;
}

bool JsonReader::AtString() {
  SkipSpace();
  return *at_ == '"';
}

bool JsonReader::ReadBoolean() {
  if (failed_) {
    return false;
  }
  SkipSpace();
  const bool value = strncmp(at_, "true", 4) == 0;
  if (!value && strncmp(at_, "false", 5) != 0) {
    Fail("expected true or false");
    return false;
  }
  at_ += value ? 4 : 5;
  return value;
}

bool JsonReader::SkipNumber() {
  const auto skip_digits = [this] {
    const char* begin = at_;
    while (IsDigit(*at_)) {
      ++at_;
    }
    return at_ != begin;
  };
  if (*at_ == '-') {
    ++at_;
  }
  const bool leading_zero = *at_ == '0' && IsDigit(at_[1]);
  if (leading_zero || !skip_digits()) {
    return false;
  }
  if (*at_ == '.') {
    ++at_;
    if (!skip_digits()) {
      return false;
    }
  }
  if (*at_ == 'e' || *at_ == 'E') {
    ++at_;
    if (*at_ == '+' || *at_ == '-') {
      ++at_;
    }
    return skip_digits();
  }
  return true;
}

bool JsonReader::SkipWord() {
  constexpr const char* kWords[] = {"true", "false", "null"};
  for (const char* word : kWords) {
    const size_t size = strlen(word);
    if (strncmp(at_, word, size) == 0) {
      at_ += size;
      return true;
    }
  }
  return false;
}

void JsonReader::SkipValue() {
  SkipSpace();
  if (failed_) {
    return;
  }
  if (*at_ == '"') {
    ReadString();
  } else if (*at_ == '[') {
    for (EnterList(); NextItem();) {
      SkipValue();
    }
  } else if (*at_ == '{') {
    for (EnterObject(); NextKey() != nullptr;) {
      SkipValue();
    }
  } else if (!SkipWord() && !SkipNumber()) {
    Fail("expected a value");
  }
}

void JsonReader::ExpectEnd() {
  SkipSpace();
  if (*at_ != '\0') {
    Fail("text after the end of the document");
  }
}

void JsonReader::Fail(const char* message) {
  if (failed_) {
    return;
  }
  failed_ = true;
  for (size_t i = 0; i < depth_; ++i) {
    const Level& level = levels_[i];
    if (level.key != nullptr) {
      error_.Add(i == 0 ? "" : ".").Add(level.key);
    } else if (level.index >= 0) {
      error_.Add("[").Add(level.index).Add("]");
    }
  }
  error_.Add(error_.Size() == 0 ? "" : ": ").Add(message);
}

}  // namespace executioner::runner
