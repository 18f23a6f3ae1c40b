/// \file
/// Lists that describe the fields of structs in one place: the reader, the schema, the tables of
/// the documentation and all other programs that iterate over fields are visitors of these lists.
///
/// Next to a struct, one function template lists its fields in the order in which they are read and
/// written, each below its description:
///
///   void Fields(auto& visit, Like<EnvVar> auto& env) {
///     /// Name of the variable.
///     visit(Field{.key = "name", .required = true}, env.name);
///     /// Value of the variable, as in core/v1. Default: empty.
///     visit(Field{.key = "value", .most = 32768}, env.value);
///   }
///
/// It serves `EnvVar` and `const EnvVar`. A visitor is a class with these members; it implements
/// those that its structs use:
///
/// * `visit(field, value)`: a number, a text, a boolean, a time, RawJson; a list, a map or an
///   optional of them; a struct, which is visited by its own `Fields`.
/// * `visit(field, value, words)`: the same for an enum, or a boolean that the API spells as words.
/// * `visit.Group(field, list)`: an object of the manifest without a struct of its own; `list` is
///   called with the visitor of that object.
/// * `visit.Case(field, kind, which, list)`: the same for an object of which each value has exactly
///   one, the one that `kind` names.
/// * `visit.WordOr(field, kind, words, otherwise, list)`: one of the words, or an object, which
///   stands for `otherwise` and whose fields `list` visits.
/// * `visit.Rule(rule)`: a rule over several fields.
///
/// The fields of a struct that the manifest does not nest are listed by a plain call:
/// `Fields(visit, job.work)`.
///
/// Descriptions are comments, as controller-gen knows them, so that no program carries them. The
/// generator of schemas and tables (`make golden`) finds them by Field::line. They are sentences in
/// Markdown: `kubectl explain` shows them without marks, the documentation as they are. The last
/// one says the default, "Default: no limit.", unless that is the value that a new struct has.
///
/// Lists are inlined, and a visitor passes on only the members of a Field that it needs. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "controller/base/join.h"

namespace executioner::domain {

/// A struct, const or not: the argument of its list.
template <class Value, class Struct>
concept Like = std::same_as<std::remove_const_t<Value>, Struct>;

/// A word of the API and the value that it stands for.
template <class Value>
struct Word {
  std::string_view text = {};
  Value value = {};
};

/// All words of an enum, in the order in which they are listed.
template <class Value, std::size_t kSize>
using Words = std::array<Word<Value>, kSize>;

/// \return the value that a word stands for; nothing for another word
template <class Value, std::size_t kSize>
std::optional<Value> ValueOf(const Words<Value, kSize>& words, std::string_view text) {
  const auto found = std::ranges::find(words, text, &Word<Value>::text);
  return found == words.end() ? std::nullopt : std::optional(found->value);
}

/// \return the first word for a value
/// \pre there is one
template <class Value, std::size_t kSize>
std::string_view TextOf(const Words<Value, kSize>& words, Value value) {
  return std::ranges::find(words, value, &Word<Value>::value)->text;
}

/// "Never, SpecChange": for messages.
std::string AllWords(const auto& words) {
  return base::Join(words, ", ", [](const auto& word) { return word.text; });
}

/// The type of the JSON in a RawJson.
enum class RawType { kText, kBoolean, kObject, kTextMap, kObjectList, kAny, kAnyList };

/// How the API server merges a list. A map has the keys that Field::list_keys names.
enum class ListType { kAtomic, kSet, kMap };

/// A rule about several fields of an object, in CEL. The API server checks it.
struct Rule {
  std::string_view rule = {};
  std::string_view message = {};             ///< or:
  std::string_view message_expression = {};  ///< CEL too
  std::string_view reason = {};              ///< as in x-kubernetes-validations
  std::string_view field_path = {};          ///< ".completionTime"; "" for the object itself
};

/// The entries of a list, or the values of a map.
struct Entries {
  std::optional<int> least = std::nullopt;  ///< as in Field; of an object its number of fields
  std::optional<int> most = std::nullopt;
  std::string_view pattern = {};
  std::string_view words = {};
};

/// One field. Bounds are inclusive and those of the value: of a number itself, of a text its
/// characters, of a list or a map its entries.
struct Field {
  std::string_view key = {};
  bool required = false;
  bool stored_default = false;  ///< the API server writes the default into the object
  bool live = false;            ///< may change while a run is active; all others are frozen
  std::optional<int> least = std::nullopt;
  std::optional<int> most = std::nullopt;
  std::string_view pattern = {};
  std::string_view words = {};  ///< of a text: the words allowed, "Job, Workflow"
  RawType raw = RawType::kObject;
  ListType list = ListType::kAtomic;
  std::string_view list_keys = {};  ///< "kind, name"
  Entries entries = {};
  const char* file = __builtin_FILE();  ///< where the field is described
  int line = __builtin_LINE();
};

}  // namespace executioner::domain
