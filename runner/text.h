/// \file
/// A growing text, with which the runner builds messages and JSON without printf. Not thread-safe;
/// memory is never freed (see list.h).
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace executioner::runner {

/// Borrowed bytes.
struct Bytes {
  const char* begin = nullptr;
  size_t size = 0;
};

/// \return the bytes of a string, without its NUL
Bytes BytesOf(const char* string);

/// A text that is built by appending. Calls can be chained: `text.Add("attempt ").Add(3)`.
class Text {
 public:
  Text& Add(const char* string) { return Add(BytesOf(string)); }

  Text& Add(Bytes bytes);
  Text& Add(int64_t number);

  /// Appends `bytes` as the content of a JSON string: escaped, and with U+FFFD for every byte that
  /// is not UTF-8.
  ///
  /// \param limit  maximum number of bytes to append, after escaping; characters are never split
  Text& AddJson(Bytes bytes, size_t limit);

  size_t Size() const { return size_; }

  /// \return the text; valid until the next change
  Bytes All() const { return {data_, size_}; }

  /// \return the text as a C string; valid until the next change
  const char* String() { return Edit(); }

  /// \return the text as a C string that may be overwritten
  char* Edit();

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

/// Finds the longest end of `bytes` that fits into `limit` bytes of JSON and begins with a whole
/// character.
///
/// \param cut  whether `bytes` is itself the end of a longer text and may begin inside a character
Bytes EndThatFits(Bytes bytes, size_t limit, bool cut);

/// \return true if all of `bytes` is UTF-8 (RFC 3629: no surrogates, no overlong forms)
bool IsUtf8(Bytes bytes);

}  // namespace executioner::runner
