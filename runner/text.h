/// \file
/// Bytes that grow at the end: how the runner builds messages and JSON without printf. Not
/// thread-safe; memory is never given back (see list.h).
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace executioner::runner {

/// Bytes someone else owns.
struct Bytes {
  const char* begin = nullptr;
  size_t size = 0;
};

/// The bytes of a string, without its NUL.
Bytes BytesOf(const char* string);

/// Text being built. Calls can be chained: `text.Add("attempt ").Add(3)`.
class Text {
 public:
  Text& Add(const char* string) { return Add(BytesOf(string)); }

  Text& Add(Bytes bytes);
  Text& Add(int64_t number);

  /// Adds `bytes` as the inside of a JSON string: escaped, and with U+FFFD for every byte that is
  /// not UTF-8.
  ///
  /// \param limit  most bytes to add, measured after escaping; a character is added whole or not at
  /// all
  Text& AddJson(Bytes bytes, size_t limit);

  size_t Size() const { return size_; }

  /// Valid until the next change.
  Bytes All() const { return {data_, size_}; }

  /// As a C string, valid until the next change.
  const char* String() { return Edit(); }

  /// As a C string that may be overwritten.
  char* Edit();

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

/// Finds the longest end of `bytes` that fits into `limit` bytes of JSON, begun at a whole
/// character.
///
/// \param cut  true when `bytes` is itself the end of something longer and may begin inside a
/// character
Bytes EndThatFits(Bytes bytes, size_t limit, bool cut);

/// True when all of `bytes` is UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool IsUtf8(Bytes bytes);

}  // namespace executioner::runner
