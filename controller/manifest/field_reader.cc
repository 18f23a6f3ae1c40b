#include "controller/manifest/field_reader.h"

#include <limits>

#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_scalar.h"

namespace executioner::manifest {
namespace {

using domain::ItemPath;
using domain::KeyPath;
using domain::PodFieldType;

std::string_view Expectation(PodFieldType type) {
  switch (type) {
    case PodFieldType::kText: return "text";
    case PodFieldType::kBoolean: return "true or false";
    case PodFieldType::kObject: return "an object";
    case PodFieldType::kTextMap: return "an object with text values";
    case PodFieldType::kObjectList: return "a list of objects";
  }
  return "";
}

bool Fits(const Value& value, PodFieldType type) {
  switch (type) {
    case PodFieldType::kText: return value.Text() != nullptr;
    case PodFieldType::kBoolean: return std::holds_alternative<bool>(value.data);
    case PodFieldType::kObject: return value.Members() != nullptr;
    case PodFieldType::kTextMap:
      return value.Members() != nullptr &&
             std::ranges::all_of(*value.Members(), [](const auto& member) {
               return member.second.Text() != nullptr;
             });
    case PodFieldType::kObjectList:
      return value.Items() != nullptr && std::ranges::all_of(*value.Items(), [](const Value& item) {
               return item.Members() != nullptr;
             });
  }
  return false;
}

bool IsScalar(const Value& value) {
  return std::holds_alternative<bool>(value.data) ||
         std::holds_alternative<std::int64_t>(value.data) ||
         std::holds_alternative<Number>(value.data);
}

bool ReadsAs(std::string_view expected, const Value& value) {
  return (expected == "true or false" && std::holds_alternative<bool>(value.data)) ||
         (expected == "an integer" && std::holds_alternative<std::int64_t>(value.data));
}

/// How to write a text so that it is what is expected; "" when it is something else altogether.
/// Without its quotes it must not be refused for another reason.
std::string Unquoted(std::string_view expected, const std::string& text) {
  const PlainScalar plain = ReadPlain(text);
  if (ReadsAs(expected, plain.value)) {
    return ": take the quotes away";
  }
  return ReadsAs(expected, ReadPlain(plain.meant).value) ? ": write " + plain.meant : "";
}

}  // namespace

FieldReader::FieldReader(const Value& object, std::string path, domain::Complaints& complaints)
    : members_(object.Members()), path_(std::move(path)), complaints_(&complaints) {
  if (members_ == nullptr) {
    complaints_->Add(path_, "must be an object, not " + std::string(KindOf(object)));
  }
}

const Value* FieldReader::Take(std::string_view key) {
  known_.emplace_back(key);
  if (members_ == nullptr) {
    return nullptr;
  }
  const auto found = members_->find(key);
  if (found == members_->end()) {
    return nullptr;
  }
  if (found->second.IsNull()) {
    Complain(key, "has no value: give it one or leave the field out");
    return nullptr;
  }
  return &found->second;
}

void FieldReader::Complain(std::string_view key, std::string message) {
  complaints_->Add(key.empty() ? path_ : path_ + "." + std::string(key), std::move(message));
}

void FieldReader::Expected(std::string_view key, std::string_view expected, const Value& found) {
  const auto* const number = std::get_if<Number>(&found.data);
  std::string message = "must be " + std::string(expected) + ", not ";
  message += number == nullptr ? KindOf(found) : number->text;
  if (expected == "text" && IsScalar(found)) {
    message += ": put it in quotes";
  } else if (found.Text() != nullptr) {
    message += Unquoted(expected, *found.Text());
  }
  Complain(key, std::move(message));
}

std::optional<int> FieldReader::ToInteger(const std::string& below, const Value& value) {
  const auto* const integer = std::get_if<std::int64_t>(&value.data);
  if (integer == nullptr) {
    Expected(below, "an integer", value);
    return std::nullopt;
  }
  if (*integer < std::numeric_limits<int>::min() || *integer > std::numeric_limits<int>::max()) {
    Complain(below, "is " + std::to_string(*integer) + "; integers have at most 32 bits");
    return std::nullopt;
  }
  return static_cast<int>(*integer);
}

std::optional<std::string> FieldReader::ToText(const std::string& below, const Value& value) {
  if (value.Text() == nullptr) {
    Expected(below, "text", value);
    return std::nullopt;
  }
  return *value.Text();
}

std::optional<int> FieldReader::Integer(std::string_view key) {
  const Value* const value = Take(key);
  return value == nullptr ? std::nullopt : ToInteger(std::string(key), *value);
}

std::optional<bool> FieldReader::Boolean(std::string_view key) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (const bool* const boolean = std::get_if<bool>(&value->data)) {
    return *boolean;
  }
  Expected(key, "true or false", *value);
  return std::nullopt;
}

std::optional<std::string> FieldReader::Text(std::string_view key) {
  const Value* const value = Take(key);
  return value == nullptr ? std::nullopt : ToText(std::string(key), *value);
}

std::string FieldReader::RequiredText(std::string_view key) {
  if (members_ != nullptr && !members_->contains(key)) {
    Complain(key, "is missing");
  }
  return Text(key).value_or("");
}

std::optional<std::vector<std::string>> FieldReader::Texts(std::string_view key) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->Items() == nullptr) {
    Expected(key, "a list", *value);
    return std::nullopt;
  }
  std::vector<std::string> texts;
  texts.reserve(value->Items()->size());
  for (std::size_t i = 0; i < value->Items()->size(); ++i) {
    const Value& item = (*value->Items())[i];
    if (item.Text() != nullptr) {
      texts.push_back(*item.Text());
    } else {
      // An item keeps its place, so that later complaints have the right index.
      texts.push_back(ToText(ItemPath(key, i), item).value_or(""));
    }
  }
  return texts;
}

std::vector<int> FieldReader::Integers(std::string_view key) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return {};
  }
  if (value->Items() == nullptr) {
    Expected(key, "a list", *value);
    return {};
  }
  std::vector<int> integers;
  for (std::size_t i = 0; i < value->Items()->size(); ++i) {
    if (const auto integer = ToInteger(ItemPath(key, i), (*value->Items())[i])) {
      integers.push_back(*integer);
    }
  }
  return integers;
}

std::map<std::string, std::string> FieldReader::TextMap(std::string_view key) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return {};
  }
  if (value->Members() == nullptr) {
    Expected(key, "an object", *value);
    return {};
  }
  std::map<std::string, std::string> texts;
  for (const auto& [name, member] : *value->Members()) {
    if (const auto text = ToText(KeyPath(key, name), member)) {
      texts.emplace(name, *text);
    }
  }
  return texts;
}

domain::RawJson FieldReader::Raw(std::string_view key, PodFieldType type) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return {};
  }
  if (!Fits(*value, type)) {
    const bool inside = (type == PodFieldType::kObjectList && value->Items() != nullptr) ||
                        (type == PodFieldType::kTextMap && value->Members() != nullptr);
    Complain(key, "must be " + std::string(Expectation(type)) +
                      (inside ? "" : ", not " + std::string(KindOf(*value))));
    return {};
  }
  return {CanonicalJson(*value)};
}

std::optional<std::vector<FieldReader>> FieldReader::Objects(std::string_view key) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->Items() == nullptr) {
    Expected(key, "a list", *value);
    return std::nullopt;
  }
  std::vector<FieldReader> readers;
  readers.reserve(value->Items()->size());
  const std::string list = path_ + "." + std::string(key);
  for (const Value& item : *value->Items()) {
    readers.emplace_back(item, ItemPath(list, readers.size()), *complaints_);
  }
  return readers;
}

std::optional<FieldReader> FieldReader::Child(std::string_view key) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  return FieldReader(*value, path_ + "." + std::string(key), *complaints_);
}

void FieldReader::Finish() {
  for (const std::string& name : Names()) {
    if (std::ranges::count(known_, name) == 0) {
      complaints_->Add(KeyPath(path_, name),
                       "there is no such field" + complaints_->Suggest(name, known_));
    }
  }
}

std::vector<std::string> FieldReader::Names() const {
  std::vector<std::string> names;
  if (members_ != nullptr) {
    for (const auto& [name, value] : *members_) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace executioner::manifest
