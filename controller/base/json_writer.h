/// \file
/// Writes JSON sequentially, without building a tree, because pods and statuses are written in
/// bursts. The output is valid JSON if calls are balanced and the text given to `Raw` is valid
/// JSON. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace executioner::base {

/// Appends `text` to `out` as a JSON string with its quotes; bytes that are not UTF-8 become
/// U+FFFD.
void AppendJsonString(std::string_view text, std::string& out);

/// \par Example
///   JsonWriter json;
///   json.BeginObject().Key("kind").Text("Pod").Key("run").Number(1).EndObject();
///   json.Take()  // {"kind":"Pod","run":1}
class JsonWriter {
 public:
  JsonWriter& BeginObject() { return Open('{'); }

  JsonWriter& EndObject() { return Close('}'); }

  JsonWriter& BeginArray() { return Open('['); }

  JsonWriter& EndArray() { return Close(']'); }

  /// Begins a member. \param name  ASCII without quotes, backslashes or control characters
  JsonWriter& Key(std::string_view name);
  /// Begins a member with any name, which is escaped.
  JsonWriter& UserKey(std::string_view name);

  JsonWriter& Text(std::string_view value);
  JsonWriter& Number(std::int64_t value);
  JsonWriter& Flag(bool value);
  /// Writes a value that is already JSON.
  JsonWriter& Raw(std::string_view json);

  /// Returns the text written so far and clears the writer.
  std::string Take();

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void Separate();

  std::string text_ = {};
  bool first_ = true;  // at the beginning of an object or array, or after a key
};

}  // namespace executioner::base
