/// \file
/// Reads the fields of one object. Whatever has an odd type, is null, too large or unknown becomes
/// a complaint with its path and counts as absent: reading never fails.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/domain/complaints.h"
#include "controller/domain/pod_fields.h"
#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Every read of a field also makes its name known; Finish then complains about all other fields.
/// Borrows the value and the complaints. Not thread-safe.
class FieldReader {
 public:
  /// \param path  of the object, "spec.jobs[2]"
  FieldReader(const Value& object, std::string path, domain::Complaints& complaints);

  /// An integer of 32 bits, as all of the API's are. 3.9 and "3" are complaints.
  std::optional<int> Integer(std::string_view key);

  std::optional<bool> Boolean(std::string_view key);

  std::optional<std::string> Text(std::string_view key);

  /// As Text, with a complaint when the field is not there.
  std::string RequiredText(std::string_view key);

  std::optional<std::vector<std::string>> Texts(std::string_view key);

  std::vector<int> Integers(std::string_view key);

  std::map<std::string, std::string> TextMap(std::string_view key);

  /// The canonical JSON of a field that is handed on; "" when it is absent or of another type.
  domain::RawJson Raw(std::string_view key, domain::PodFieldType type);

  /// One of a list of words.
  template <class Word>
  std::optional<Word> OneOf(std::string_view key,
                            std::span<const std::pair<std::string_view, Word>> words) {
    const std::optional<std::string> text = Text(key);
    if (!text) {
      return std::nullopt;
    }
    std::string allowed;
    for (const auto& [word, value] : words) {
      if (word == *text) {
        return value;
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(word);
    }
    Complain(key, "is '" + *text + "'; allowed: " + allowed);
    return std::nullopt;
  }

  /// The items of a list of objects, each with its own reader, which the caller finishes.
  /// \return nothing when the field is absent or no list
  std::optional<std::vector<FieldReader>> Objects(std::string_view key);

  /// A reader of an object in this one, which the caller finishes; nothing when it is absent.
  std::optional<FieldReader> Child(std::string_view key);

  /// Makes a field known without reading it.
  /// \return the value, or nullptr when it is absent or null (a complaint)
  const Value* Take(std::string_view key);

  /// Complains about every field that was not asked for.
  void Finish();

  /// \param key  of the field; "" for the object itself
  void Complain(std::string_view key, std::string message);

  /// \return the names of all fields that are there, known or not
  std::vector<std::string> Names() const;

  const std::string& Path() const { return path_; }

 private:
  void Expected(std::string_view key, std::string_view expected, const Value& found);
  std::optional<int> ToInteger(const std::string& below, const Value& value);
  std::optional<std::string> ToText(const std::string& below, const Value& value);

  const Object* members_;  ///< nullptr when the value is no object
  std::string path_;
  domain::Complaints* complaints_;
  std::vector<std::string> known_;
};

}  // namespace executioner::manifest
