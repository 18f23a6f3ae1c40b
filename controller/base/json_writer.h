/// \file
/// Writes JSON front to back, without building a tree: pods and statuses are made in bursts. What
/// it writes is valid JSON when calls are balanced and pieces given to `Raw` are. Not thread-safe.
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

  /// Begins a member. \param name  plain ASCII without quotes or backslashes
  JsonWriter& Key(std::string_view name);
  /// Begins a member whose name is a user's.
  JsonWriter& UserKey(std::string_view name);

  JsonWriter& Text(std::string_view value);
  JsonWriter& Number(std::int64_t value);
  JsonWriter& Flag(bool value);
  /// A value that is JSON already.
  JsonWriter& Raw(std::string_view json);

  /// The text so far; leaves the writer empty.
  std::string Take();

 private:
  JsonWriter& Open(char bracket);
  JsonWriter& Close(char bracket);
  void Separate();

  std::string text_ = {};
  bool first_ = true;  // nothing stands before in this object or array, or a key does
};

}  // namespace executioner::base
