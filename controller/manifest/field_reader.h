/// \file
/// Reads the fields of an object by their list (domain/field.h). Values of a wrong type, null,
/// values that are too large and unknown fields become complaints with their path and count as
/// absent: reading never fails.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/domain/complaints.h"
#include "controller/domain/field.h"
#include "controller/domain/workflow.h"
#include "controller/manifest/value.h"

namespace executioner::manifest {

/// A visitor of field lists. Every visited field becomes known; Finish then complains about all
/// other fields. An absent field leaves its target unchanged. Borrows the value and the complaints.
/// Not thread-safe.
class FieldReader {
 public:
  /// \param path  of the object, "spec.jobs[2]"
  FieldReader(const Value& object, std::string path, domain::Complaints& complaints);

  template <class Target>
  void operator()(const domain::Field& field, Target& target) {
    if constexpr (std::same_as<Target, domain::RawJson>) {
      Raw(field.key, field.raw, target);
    } else if (const Value* const value = Take(field.key)) {
      Read(field.key, *value, target);
    } else if (std::same_as<Target, std::string> && field.required) {
      RequireText(field.key);
    }
  }

  /// \param words  the allowed words of the target or of its entries
  template <class Target>
  void operator()(const domain::Field& field, Target& target, const auto& words) {
    std::string text;
    const Value* const value = Take(field.key);
    if (value == nullptr || !Read(field.key, *value, text)) {
      return;
    }
    for (const auto& word : words) {
      if (word.text == text) {
        target = word.value;
        return;
      }
    }
    Complain(field.key, "is '" + text + "'; allowed: " + domain::AllWords(words));
  }

  /// Accepts every reason; the validator rejects those that are not in `words`.
  void operator()(const domain::Field& field, std::vector<domain::Reason>& target,
                  const auto& words) {
    Reasons(field.key, target, domain::AllWords(words));
  }

  void Group(const domain::Field& field, const auto& list) {
    if (const Value* const value = Take(field.key)) {
      FieldReader reader = Below(field.key, *value);
      list(reader);
      reader.Finish();
    }
  }

  template <class Kind>
  void Case(const domain::Field& field, Kind& kind, Kind which, const auto& list) {
    has_cases_ = true;
    if (const Value* const value = Find(field.key); value != nullptr && !value->IsNull()) {
      kind = which;
      ++cases_;
    }
    Group(field, list);
  }

  template <class Kind>
  void WordOr(const domain::Field& field, Kind& kind, const auto& words, Kind otherwise,
              const auto& list) {
    const Value* const value = Find(field.key);
    if (value == nullptr || value->IsNull() || value->Text() != nullptr) {
      (*this)(field, kind, words);
    } else {
      kind = otherwise;
      Group(field, list);
    }
  }

  void Rule(const domain::Rule&) {}  // the validator checks them

  /// Complains about every field that was not visited.
  void Finish();

 private:
  /// \return the value; null if there is no such field
  const Value* Find(std::string_view key) const;

  /// Makes a field known.
  /// \return the value; null if it is absent or null (a complaint)
  const Value* Take(std::string_view key);

  FieldReader Below(std::string_view key, const Value& value) {
    return {value, path_ + "." + std::string(key), *complaints_};
  }

  /// \param key  the path of the value: "args", "args[2]"
  /// \return whether the target was set
  bool Read(std::string_view key, const Value& value, int& target);
  bool Read(std::string_view key, const Value& value, bool& target);
  bool Read(std::string_view key, const Value& value, std::string& target);
  bool Read(std::string_view key, const Value& value, std::vector<std::string>& target);
  bool Read(std::string_view key, const Value& value, std::vector<int>& target);
  bool Read(std::string_view key, const Value& value, std::map<std::string, std::string>& target);
  bool Read(std::string_view key, const Value& value,
            std::map<std::string, domain::RawJson>& target);

  template <class Target>
  bool Read(std::string_view key, const Value& value, std::optional<Target>& target) {
    Target read = {};
    if (Read(key, value, read)) {
      target = std::move(read);
    }
    return target.has_value();
  }

  template <class Struct>
  bool Read(std::string_view key, const Value& value, std::vector<Struct>& target) {
    auto readers = Objects(key, value);
    if (readers) {
      target.clear();
      target.reserve(readers->size());
      for (FieldReader& reader : *readers) {
        Fields(reader, target.emplace_back());
        reader.Finish();
      }
    }
    return readers.has_value();
  }

  template <class Struct>
  bool Read(std::string_view key, const Value& value, Struct& target) {
    FieldReader reader = Below(key, value);
    Fields(reader, target);
    reader.Finish();
    return true;
  }

  /// Returns the items of a list of objects, each with its own reader; nothing if it is not a list.
  std::optional<std::vector<FieldReader>> Objects(std::string_view key, const Value& value);

  const List* Items(std::string_view key, const Value& value);

  /// Reads the canonical JSON of a field that is passed on; not set if it has another type.
  void Raw(std::string_view key, domain::RawType type, domain::RawJson& target);

  void Reasons(std::string_view key, std::vector<domain::Reason>& target,
               const std::string& allowed);

  void Expected(std::string_view key, std::string_view expected, const Value& found);

  /// Complains if the field is missing.
  void RequireText(std::string_view key);

  /// \param key  the field; "": the object itself
  void Complain(std::string_view key, std::string message);

  bool is_object_;
  const Object* members_;  ///< null if the value is not an object
  std::string path_;
  domain::Complaints* complaints_;
  std::vector<std::string> known_;
  bool has_cases_ = false;
  int cases_ = 0;
};

}  // namespace executioner::manifest
