#include "tools/schema/schema_writer.h"

#include <regex>

#include "controller/manifest/json_text.h"

namespace executioner::schema {
namespace {

using domain::Field;
using manifest::List;

constexpr std::string_view kDefault = "Default: ";
constexpr std::string_view kKeepsUnknown = "x-kubernetes-preserve-unknown-fields";

Value TextValue(std::string_view text) {
  return {std::string(text)};
}

/// "kind, name" as a list.
List SplitWords(std::string_view words) {
  List list;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(", "), words.size());
    list.push_back(TextValue(words.substr(0, end)));
    words.remove_prefix(std::min(end + 2, words.size()));
  }
  return list;
}

/// Markdown as a terminal shows it: without marks, links by their text alone.
std::string Plain(const std::string& markdown) {
  static const std::regex kMarks(R"(`|\[([^\]]*)\]\(#[^)]*\))");
  return std::regex_replace(markdown, kMarks, "$1");
}

/// Adds the value of `key` to the list there, which is made when it is missing.
void Append(Value& object, std::string_view key, Value value) {
  const Value* const list = object.Find(key);
  List items = list == nullptr ? List{} : *list->Items();
  items.push_back(std::move(value));
  SchemaWriter::Set(object, key, {std::move(items)});
}

/// Without a type: the API server takes and keeps any value.
Value AnyValue() {
  return {manifest::Object{{std::string(kKeepsUnknown), {true}}}};
}

}  // namespace

Value SchemaWriter::Typed(std::string type, std::string format) {
  Value schema{manifest::Object{{"type", {std::move(type)}}}};
  if (!format.empty()) {
    Set(schema, "format", {std::move(format)});
  }
  return schema;
}

Value SchemaWriter::Text(const auto& bounds) {
  Value schema = Typed("string");
  SetBounds(schema, "Length", bounds);
  if (!bounds.pattern.empty()) {
    Set(schema, "pattern", TextValue(bounds.pattern));
  }
  if (!bounds.words.empty()) {
    Set(schema, "enum", {SplitWords(bounds.words)});
  }
  return schema;
}

Value SchemaWriter::Integer(const auto& bounds, std::string format) {
  Value schema = Typed("integer", std::move(format));
  SetBounds(schema, "imum", bounds);
  return schema;
}

Value SchemaWriter::ListOf(const Field& field, Value item) {
  Value schema = Typed("array");
  SetBounds(schema, "Items", field);
  Set(schema, "items", std::move(item));
  const bool is_set = field.list == domain::ListType::kSet;
  Set(schema, "x-kubernetes-list-type",
      TextValue(!field.list_keys.empty() ? "map"
                : is_set                 ? "set"
                                         : "atomic"));
  if (!field.list_keys.empty()) {
    Set(schema, "x-kubernetes-list-map-keys", {SplitWords(field.list_keys)});
  }
  return schema;
}

Value SchemaWriter::Raw(const Field& field) {
  Value any = Typed("object");
  Set(any, kKeepsUnknown, {true});
  switch (field.raw) {
    case domain::RawType::kText: return Text(field);
    case domain::RawType::kBoolean: return Typed("boolean");
    case domain::RawType::kObject: return any;
    case domain::RawType::kTextMap: return Of(field, std::map<std::string, std::string>{});
    case domain::RawType::kObjectList: return ListOf(field, std::move(any));
    case domain::RawType::kAny: return AnyValue();
    case domain::RawType::kAnyList: return ListOf(field, AnyValue());
  }
  return any;
}

Value SchemaWriter::EitherOf(List words, const Value& object) {
  // A structural schema has one type, or none if it keeps unknown fields, and no type below anyOf.
  // So the object is what has its fields and is nothing else: each pair of bounds excludes one of
  // the other types.
  Value fields{manifest::Object{}};
  const auto count = static_cast<std::int64_t>(object.Find("properties")->Members()->size());
  Set(fields, "maxProperties", {count});
  Set(fields, "required", *object.Find("required"));
  for (const std::string of : {"Length", "Items", "imum"}) {
    Set(fields, "min" + of, {std::int64_t{1}});
    Set(fields, "max" + of, {std::int64_t{0}});
  }
  Set(fields, "not", {manifest::Object{{"enum", {List{{true}, {false}}}}}});
  Value word{manifest::Object{{"enum", {std::move(words)}}}};
  return {manifest::Object{{std::string(kKeepsUnknown), {true}},
                           {"properties", *object.Find("properties")},
                           {"anyOf", {List{std::move(word), std::move(fields)}}}}};
}

Value SchemaWriter::Of(const Field& field, int) {
  return Integer(field, "int32");
}

Value SchemaWriter::Of(const Field& field, std::int64_t) {
  return Integer(field, "int64");
}

Value SchemaWriter::Of(const Field& field, const std::string&) {
  return Text(field);
}

Value SchemaWriter::Of(const Field& field, domain::Reason) {
  return Text(field);
}

Value SchemaWriter::Of(const Field& field, const std::vector<std::string>&) {
  return ListOf(field, Text(field.entries));
}

Value SchemaWriter::Of(const Field& field, const std::vector<int>&) {
  return ListOf(field, Integer(field.entries, "int32"));
}

Value SchemaWriter::Of(const Field& field, const std::map<std::string, std::string>&) {
  Value schema = Typed("object");
  SetBounds(schema, "Properties", field);
  Set(schema, "additionalProperties", Text(field.entries));
  return schema;
}

void SchemaWriter::Rule(const domain::Rule& rule) {
  Value written{manifest::Object{}};
  const auto set = [&](std::string_view key, std::string_view text) {
    if (!text.empty()) {
      Set(written, key, TextValue(text));
    }
  };
  set("rule", rule.rule);
  set("message", rule.message);
  set("messageExpression", rule.message_expression);
  set("reason", rule.reason);
  set("fieldPath", rule.field_path);
  Append(schema_, "x-kubernetes-validations", std::move(written));
}

void SchemaWriter::Add(const Field& field, Value schema, std::optional<Value> standard) {
  std::string text = descriptions_.Of(field);
  Row row{.key = std::string(field.key), .required = field.required, .live = field.live};
  if (const std::size_t end = text.find(kDefault); end != std::string::npos) {
    row.default_text = text.substr(end + kDefault.size());
    row.default_text.pop_back();  // the full stop
    text.resize(end > 0 ? end - 1 : 0);
  } else if (standard && has_defaults_ && !field.required) {
    row.default_text =
        "`" + (standard->Text() ? *standard->Text() : CanonicalJson(*standard)) + "`";
  }
  const std::string shown =
      row.default_text.empty() ? "" : " " + std::string(kDefault) + row.default_text + ".";
  Set(schema, "description", {Plain(text + shown)});
  if (field.stored_default) {
    Set(schema, "default", *standard);
  }
  if (field.required) {
    Append(schema_, "required", TextValue(field.key));
  }
  Value properties =
      schema_.Find("properties") ? *schema_.Find("properties") : Value{manifest::Object{}};
  Set(properties, field.key, std::move(schema));
  Set(schema_, "properties", std::move(properties));
  row.text = std::move(text);
  rows_.push_back(std::move(row));
}

}  // namespace executioner::schema
