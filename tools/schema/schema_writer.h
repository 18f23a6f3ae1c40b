/// \file
/// A visitor of lists (domain/field.h) that makes the schema of an object, as a
/// CustomResourceDefinition has it, and the rows of its table in the documentation.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/field.h"
#include "controller/domain/pod_fields.h"
#include "controller/domain/reason.h"
#include "controller/domain/results.h"
#include "controller/domain/workflow.h"
#include "controller/manifest/value.h"
#include "tools/schema/descriptions.h"

namespace executioner::schema {

using manifest::Value;

/// A field as the documentation shows it.
struct Row {
  std::string key = {};
  std::string default_text = {};  ///< Markdown, as all texts here
  std::string text = {};
  bool required = false;
  bool live = false;
};

/// Borrows the descriptions.
class SchemaWriter {
 public:
  /// \param has_defaults  of a spec, whose fields have defaults; those of a status have none
  SchemaWriter(Descriptions& descriptions, bool has_defaults)
      : descriptions_(descriptions), has_defaults_(has_defaults) {}

  template <class Target>
  void operator()(const domain::Field& field, const Target& value) {
    std::optional<Value> standard;
    if constexpr (std::same_as<Target, bool>) {
      standard = Value{value};
    } else if constexpr (std::integral<Target>) {
      standard = Value{std::int64_t{value}};
    }
    Add(field, Of(field, value), std::move(standard));
  }

  template <class Target>
  void operator()(const domain::Field& field, const Target& value, const auto& words) {
    std::optional<Value> standard;
    manifest::List allowed;
    for (const auto& word : words) {
      allowed.push_back({std::string(word.text)});
      if constexpr (std::same_as<Target, decltype(word.value)>) {
        standard = !standard && word.value == value ? allowed.back() : standard;
      }
    }
    Value text = Typed("string");
    Set(text, "enum", {std::move(allowed)});
    if constexpr (std::same_as<Target, std::vector<domain::Reason>>) {
      text = ListOf(field, std::move(text));
    }
    Add(field, std::move(text), std::move(standard));
  }

  /// A field without a value: a part of core/v1.
  void operator()(const domain::Field& field) { Add(field, Raw(field), std::nullopt); }

  void Group(const domain::Field& field, const auto& list) {
    SchemaWriter part(descriptions_, has_defaults_);
    list(part);
    Add(field, part.Schema(), std::nullopt);
  }

  void Case(const domain::Field& field, const auto&, const auto&, const auto& list) {
    Group(field, list);
  }

  void WordOr(const domain::Field& field, const auto&, const auto& words, const auto&,
              const auto& list) {
    manifest::List allowed;
    for (const auto& word : words) {
      allowed.push_back({std::string(word.text)});
    }
    SchemaWriter part(descriptions_, has_defaults_);
    list(part);
    Add(field, EitherOf(std::move(allowed), part.Schema()), std::nullopt);
  }

  void Rule(const domain::Rule& rule);

  /// The schema of the object whose fields were visited.
  Value Schema() const { return schema_; }

  /// In the order of the list.
  const std::vector<Row>& Rows() const { return rows_; }

  static void Set(Value& object, std::string_view key, Value value) {
    std::get<manifest::Object>(object.data).insert_or_assign(std::string(key), std::move(value));
  }

 private:
  static Value Typed(std::string type, std::string format = {});
  static Value Text(const auto& bounds);
  static Value Integer(const auto& bounds, std::string format);
  static Value ListOf(const domain::Field& field, Value item);
  static Value Raw(const domain::Field& field);

  /// The schema of a value that is one of the words or has the schema of an object.
  static Value EitherOf(manifest::List words, const Value& object);

  static Value Of(const domain::Field&, bool) { return Typed("boolean"); }

  static Value Of(const domain::Field& field, int);
  static Value Of(const domain::Field& field, std::int64_t);
  static Value Of(const domain::Field& field, const std::string&);
  static Value Of(const domain::Field& field, domain::Reason);

  static Value Of(const domain::Field&, base::TimePoint) { return Typed("string", "date-time"); }

  static Value Of(const domain::Field& field, const std::vector<std::string>&);
  static Value Of(const domain::Field& field, const std::vector<int>&);
  static Value Of(const domain::Field& field, const std::map<std::string, std::string>&);

  static Value Of(const domain::Field& field, const domain::Results&) {
    return Of(field, std::map<std::string, std::string>{});
  }

  static Value Of(const domain::Field& field, const domain::RawJson&) { return Raw(field); }

  Value Of(const domain::Field&, const std::map<std::string, domain::RawJson>&) {
    SchemaWriter part(descriptions_, has_defaults_);
    domain::PodSpecFields(part);
    return part.Schema();
  }

  template <class Target>
  Value Of(const domain::Field& field, const std::optional<Target>&) {
    return Of(field, Target{});
  }

  template <class Struct>
  Value Of(const domain::Field& field, const std::vector<Struct>&) {
    Value item = Of(field, Struct{});
    SetBounds(item, "Properties", field.entries);
    return ListOf(field, std::move(item));
  }

  template <class Struct>
  Value Of(const domain::Field&, const Struct& value) {
    SchemaWriter part(descriptions_, has_defaults_);
    Fields(part, value);
    return part.Schema();
  }

  /// "minItems" and "maxItems" for "Items"; "minimum" and "maximum" for "imum".
  static void SetBounds(Value& schema, const std::string& of, const auto& bounds) {
    if (bounds.least) {
      Set(schema, "min" + of, {std::int64_t{*bounds.least}});
    }
    if (bounds.most) {
      Set(schema, "max" + of, {std::int64_t{*bounds.most}});
    }
  }

  void Add(const domain::Field& field, Value schema, std::optional<Value> standard);

  Descriptions& descriptions_;
  bool has_defaults_;
  Value schema_ = {manifest::Object{{"type", {std::string("object")}}}};
  std::vector<Row> rows_;
};

}  // namespace executioner::schema
