/// \file
/// Writes structs as JSON, according to their field lists. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "controller/base/json_writer.h"
#include "controller/base/time.h"
#include "controller/domain/field.h"
#include "controller/domain/reason.h"
#include "controller/domain/status_fields.h"

namespace executioner::domain {

enum class JsonForm {
  kStatus,  ///< as Kubernetes writes: empty fields are left out, times are whole seconds
  kRecord,  ///< every field is there, absent values are null, times have milliseconds
};

/// A visitor of field lists.
class FieldWriter {
 public:
  /// \param json  borrowed; an object is open
  FieldWriter(JsonForm form, base::JsonWriter& json) : form_(form), json_(json) {}

  void operator()(const Field& field, const auto& value) {
    if (form_ == JsonForm::kRecord || field.required || !IsEmpty(value)) {
      json_.Key(field.key);
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, int>) {
        Write(Bounded(field, value));
      } else {
        Write(value);
      }
    }
  }

  void operator()(const Field& field, const auto& value, const auto& words) {
    json_.Key(field.key).Text(TextOf(words, value));
  }

  /// Writes a struct with its braces, or any other value.
  void Write(const auto& value) {
    json_.BeginObject();
    Fields(*this, value);
    json_.EndObject();
  }

  void Write(const std::string& text) { json_.Text(text); }

  void Write(int number) { json_.Number(number); }

  void Write(std::int64_t number) { json_.Number(number); }

  void Write(Reason reason) { json_.Text(ReasonName(reason)); }

  void Write(base::TimePoint time) {
    json_.Text(form_ == JsonForm::kStatus ? base::FormatTime(time) : base::FormatMilliTime(time));
  }

  /// Writes zeros too, because people and dashboards read single counts.
  void Write(const Counts& counts) {
    json_.BeginObject();
    FieldWriter all(JsonForm::kRecord, json_);
    Fields(all, counts);
    json_.EndObject();
  }

  void Write(const Results& results) {
    json_.BeginObject();
    for (const auto& [name, text] : results.All()) {
      json_.Key(name).Text(text);
    }
    json_.EndObject();
  }

  template <class Value>
  void Write(const std::optional<Value>& value) {
    if (value) {
      Write(*value);
    } else {
      json_.Raw("null");
    }
  }

  template <class Value>
  void Write(const std::vector<Value>& values) {
    json_.BeginArray();
    for (const Value& value : values) {
      Write(value);
    }
    json_.EndArray();
  }

 private:
  /// One number out of bounds, and the API server would always refuse the whole status.
  int Bounded(const Field& field, int number) const {
    return form_ == JsonForm::kStatus
               ? std::clamp(number, field.least.value_or(number), field.most.value_or(number))
               : number;
  }

  /// Whether a status leaves the value out. Times and words are always written.
  template <class Value>
  static bool IsEmpty(const Value& value) {
    if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, Reason>) {
      return value == Value{};
    } else if constexpr (requires { value.has_value(); }) {
      return !value.has_value();
    } else if constexpr (requires { value.empty(); }) {
      return value.empty();
    } else {
      return false;
    }
  }

  JsonForm form_;
  base::JsonWriter& json_;
};

}  // namespace executioner::domain
