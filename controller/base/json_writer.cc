#include "controller/base/json_writer.h"

#include <utility>

#include "controller/base/utf8.h"

namespace executioner::base {
namespace {

bool IsPlain(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte >= 0x20U && byte < 0x80U && letter != '"' && letter != '\\';
}

/// Appends the character at `at`, which is not plain; returns its length.
std::size_t AppendSpecial(std::string_view text, std::size_t at, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const char letter = text[at];
  const auto byte = static_cast<unsigned char>(letter);
  if (byte >= 0x80U) {
    const std::size_t length = Utf8Length(text, at);
    // The API server and SQL databases reject JSON that is not UTF-8; output of jobs may be
    // anything.
    out += length == 0 ? kReplacementCharacter : text.substr(at, length);
    return length == 0 ? 1 : length;
  }
  if (letter == '"' || letter == '\\') {
    out += '\\';
    out += letter;
  } else if (letter == '\n') {
    out += "\\n";
  } else if (letter == '\t') {
    out += "\\t";
  } else {
    out += "\\u00";
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
  }
  return 1;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && IsPlain(text[end])) {
      ++end;
    }
    out.append(text, at, end - at);
    at = end;
    if (at < text.size()) {
      at += AppendSpecial(text, at, out);
    }
  }
  out += '"';
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Separate();
  text_ += '"';
  text_ += name;
  text_ += "\":";
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::UserKey(std::string_view name) {
  Text(name);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::Text(std::string_view value) {
  Separate();
  AppendJsonString(value, text_);
  return *this;
}

JsonWriter& JsonWriter::Number(std::int64_t value) {
  return Raw(std::to_string(value));
}

JsonWriter& JsonWriter::Flag(bool value) {
  return Raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Separate();
  text_ += json;
  return *this;
}

std::string JsonWriter::Take() {
  first_ = true;
  return std::exchange(text_, {});
}

JsonWriter& JsonWriter::Open(char bracket) {
  Separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::Close(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

void JsonWriter::Separate() {
  if (!first_) {
    text_ += ',';
  }
  first_ = false;
}

}  // namespace executioner::base
