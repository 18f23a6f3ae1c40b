/// \file
/// Reads JSON (RFC 8259) in place and sequentially, without building a tree: the caller asks for
/// the value that it expects next. The first mismatch is the error, with the path of its field;
/// after an error every call returns immediately. Not thread-safe.
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
  /// \param text  the document, terminated by NUL. It is overwritten, and the returned strings
  /// point into it.
  explicit JsonReader(char* text) : at_(text) {}

  void EnterObject();

  /// Reads the next key; its value follows.
  ///
  /// \return the key; null at the end of the object and after an error
  const char* NextKey();

  void EnterList();

  /// Advances to the next item.
  ///
  /// \return false at the end of the list and after an error
  bool NextItem();

  /// \return true if the next value is a string
  bool AtString();

  /// \return the string, never null; "" after an error. A NUL character in the string is an error.
  char* ReadString();

  /// \return the number; `least` after an error. A number outside [least, most], a fraction and an
  /// exponent are errors.
  int64_t ReadInteger(int64_t least, int64_t most);

  bool ReadBoolean();

  /// Skips a value of any type.
  void SkipValue();

  /// Requires that only white space follows.
  void ExpectEnd();

  /// Reports `message` as the error of the field that was read last, unless there already is an
  /// error.
  void Fail(const char* message);

  bool Failed() const { return failed_; }

  /// \return what is wrong, with the path of the field: `preChecks[0].fileExists.path: expected a
  /// string`
  const char* Error() { return error_.String(); }

 private:
  /// An entered object or list, as part of the path.
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
