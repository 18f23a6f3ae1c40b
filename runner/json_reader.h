/// \file
/// Reads JSON (RFC 8259) in place and in order, without building a tree: the caller asks for what
/// it expects next. The first thing that differs is the error, with the path of its field; after it
/// every call returns at once. Not thread-safe.
///
/// \par Example
///     JsonReader reader(text);
///     reader.EnterObject();
///     for (const char* key; (key = reader.NextKey()) != nullptr;) { ... reader.ReadInteger(1, 9)
///     ... } reader.ExpectEnd(); if (reader.Failed()) Complain(reader.Error());
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "runner/text.h"

namespace executioner::runner {

class JsonReader {
 public:
  /// \param text  the document, ended by NUL. It is overwritten, and the strings that are read
  /// point into it.
  explicit JsonReader(char* text) : at_(text) {}

  void EnterObject();

  /// Reads up to the value of the next key.
  ///
  /// \return the key; null at the end of the object and after an error
  const char* NextKey();

  void EnterList();

  /// Reads up to the next item.
  ///
  /// \return false at the end of the list and after an error
  bool NextItem();

  /// \return the string, never null; "" after an error. A NUL character in it is an error.
  char* ReadString();

  /// \return the number; `least` after an error. Outside [least, most], a fraction or an exponent
  /// is an error.
  int64_t ReadInteger(int64_t least, int64_t most);

  bool ReadBoolean();

  /// Reads any value and forgets it.
  void SkipValue();

  /// Anything but white space is an error.
  void ExpectEnd();

  /// Makes `message` the error of the field that was read last, unless there is one already.
  void Fail(const char* message);

  bool Failed() const { return failed_; }

  /// What is wrong, with the path of the field, as in `preChecks[0].fileExists.path: expected a
  /// string`.
  const char* Error() { return error_.String(); }

 private:
  /// An object or list that has been entered: its place in the path.
  struct Level {
    const char* key = nullptr;  ///< null in a list
    int64_t index = -1;
  };

  static constexpr size_t kDeepest = 16;

  void SkipSpace();
  bool Take(char expected);
  void Enter();
  bool Next(char close);
  bool ReadEscape(char** out);
  bool ReadUnicodeEscape(char** out);
  bool ReadHex(uint32_t* value);
  bool SkipNumber();
  bool SkipWord();

  char* at_;
  Level levels_[kDeepest];
  size_t depth_ = 0;
  bool failed_ = false;
  Text error_;
};

}  // namespace executioner::runner
