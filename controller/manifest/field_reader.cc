#include "controller/manifest/field_reader.h"

#include <algorithm>
#include <utility>

#include "controller/base/join.h"
#include "controller/domain/pod_fields.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_scalar.h"

namespace executioner::manifest {
namespace {

using domain::ItemPath;
using domain::KeyPath;
using domain::RawType;

const Object kNoMembers;

std::string_view Expectation(RawType type) {
  switch (type) {
    case RawType::kText: return "text";
    case RawType::kBoolean: return "true or false";
    case RawType::kObject: return "an object";
    case RawType::kTextMap: return "an object with text values";
    case RawType::kObjectList: return "a list of objects";
    case RawType::kAny: return "a value";
    case RawType::kAnyList: return "a list";
  }
  return "";
}

bool Fits(const Value& value, RawType type) {
  switch (type) {
    case RawType::kText: return value.Text() != nullptr;
    case RawType::kBoolean: return std::holds_alternative<bool>(value.data);
    case RawType::kObject: return value.Members() != nullptr;
    case RawType::kTextMap:
      return value.Members() != nullptr &&
             std::ranges::all_of(*value.Members(), [](const auto& member) {
               return member.second.Text() != nullptr;
             });
    case RawType::kObjectList:
      return value.Items() != nullptr && std::ranges::all_of(*value.Items(), [](const Value& item) {
               return item.Members() != nullptr;
             });
    case RawType::kAny: return true;
    case RawType::kAnyList: return value.Items() != nullptr;
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

/// Returns advice if the text would be what is expected without its quotes; "" otherwise.
std::string Unquoted(std::string_view expected, const std::string& text) {
  const PlainScalar plain = ReadPlain(text);
  if (ReadsAs(expected, plain.value)) {
    return ": take the quotes away";
  }
  return ReadsAs(expected, ReadPlain(plain.meant).value) ? ": write " + plain.meant : "";
}

}  // namespace

FieldReader::FieldReader(const Value& object, std::string path, domain::Complaints& complaints)
    : is_object_(object.Members() != nullptr),
      members_(is_object_ ? object.Members() : &kNoMembers),
      path_(std::move(path)),
      complaints_(&complaints) {
  if (!is_object_) {
    complaints_->Add(path_, "must be an object, not " + std::string(KindOf(object)));
  }
}

const Value* FieldReader::Find(std::string_view key) const {
  const auto found = members_->find(key);
  return found == members_->end() ? nullptr : &found->second;
}

const Value* FieldReader::Take(std::string_view key) {
  known_.emplace_back(key);
  const Value* const value = Find(key);
  // An API server treats null as absent, so a forgotten value would silently become the default.
  if (value != nullptr && value->IsNull()) {
    Complain(key, "has no value: give it one or leave the field out");
    return nullptr;
  }
  return value;
}

void FieldReader::Complain(std::string_view key, std::string message) {
  complaints_->Add(key.empty() ? path_ : path_ + "." + std::string(key), std::move(message));
}

void FieldReader::RequireText(std::string_view key) {
  if (is_object_ && Find(key) == nullptr) {
    Complain(key, "is missing");
  }
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

bool FieldReader::Read(std::string_view key, const Value& value, int& target) {
  const auto* const integer = std::get_if<std::int64_t>(&value.data);
  if (integer == nullptr) {
    Expected(key, "an integer", value);
    return false;
  }
  // As the schema: format int32.
  if (!std::in_range<int>(*integer)) {
    Complain(key, "is " + std::to_string(*integer) + "; integers have at most 32 bits");
    return false;
  }
  target = static_cast<int>(*integer);
  return true;
}

bool FieldReader::Read(std::string_view key, const Value& value, bool& target) {
  const bool* const boolean = std::get_if<bool>(&value.data);
  if (boolean == nullptr) {
    Expected(key, "true or false", value);
    return false;
  }
  target = *boolean;
  return true;
}

bool FieldReader::Read(std::string_view key, const Value& value, std::string& target) {
  if (value.Text() == nullptr) {
    Expected(key, "text", value);
    return false;
  }
  target = *value.Text();
  return true;
}

const List* FieldReader::Items(std::string_view key, const Value& value) {
  if (value.Items() == nullptr) {
    Expected(key, "a list", value);
  }
  return value.Items();
}

bool FieldReader::Read(std::string_view key, const Value& value, std::vector<std::string>& target) {
  const List* const items = Items(key, value);
  if (items == nullptr) {
    return false;
  }
  target.clear();
  target.reserve(items->size());
  for (const Value& item : *items) {
    // An item that is not text keeps its place, so that later complaints have the right index.
    const std::size_t place = target.size();
    std::string& text = target.emplace_back();
    if (const std::string* const read = item.Text()) {
      text = *read;
    } else {
      Expected(ItemPath(key, place), "text", item);
    }
  }
  return true;
}

bool FieldReader::Read(std::string_view key, const Value& value, std::vector<int>& target) {
  const List* const items = Items(key, value);
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    int integer = 0;
    if (Read(ItemPath(key, i), (*items)[i], integer)) {
      target.push_back(integer);
    }
  }
  return items != nullptr;
}

bool FieldReader::Read(std::string_view key, const Value& value,
                       std::map<std::string, std::string>& target) {
  if (value.Members() == nullptr) {
    Expected(key, "an object", value);
    return false;
  }
  for (const auto& [name, member] : *value.Members()) {
    std::string text;
    if (Read(KeyPath(key, name), member, text)) {
      target.emplace(name, std::move(text));
    }
  }
  return true;
}

bool FieldReader::Read(std::string_view key, const Value& value,
                       std::map<std::string, domain::RawJson>& target) {
  FieldReader reader = Below(key, value);
  for (const auto& [name, member] : *reader.members_) {
    // The validator complains about unknown fields; their values do not matter.
    domain::RawJson raw{"null"};
    if (const auto type = domain::FindPodField(name)) {
      raw.text.clear();
      reader.Raw(name, *type, raw);
    }
    if (!raw.text.empty()) {
      target.emplace(name, std::move(raw));
    }
  }
  return true;
}

void FieldReader::Raw(std::string_view key, RawType type, domain::RawJson& target) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return;
  }
  if (!Fits(*value, type)) {
    const bool inside = (type == RawType::kObjectList && value->Items() != nullptr) ||
                        (type == RawType::kTextMap && value->Members() != nullptr);
    Complain(key, "must be " + std::string(Expectation(type)) +
                      (inside ? "" : ", not " + std::string(KindOf(*value))));
    return;
  }
  target.text = CanonicalJson(*value);
}

void FieldReader::Reasons(std::string_view key, std::vector<domain::Reason>& target,
                          const std::string& allowed) {
  const Value* const value = Take(key);
  std::vector<std::string> names;
  if (value == nullptr || !Read(key, *value, names)) {
    return;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::optional<domain::Reason> reason = domain::ParseReason(names[i]);
    if (reason && *reason != domain::Reason::kNone) {
      target.push_back(*reason);
    } else {
      Complain(ItemPath(key, i), "there is no reason '" + names[i] +
                                     "' that an attempt ends for; allowed: " + allowed);
    }
  }
}

std::optional<std::vector<FieldReader>> FieldReader::Objects(std::string_view key,
                                                             const Value& value) {
  const List* const items = Items(key, value);
  if (items == nullptr) {
    return std::nullopt;
  }
  std::vector<FieldReader> readers;
  readers.reserve(items->size());
  const std::string list = path_ + "." + std::string(key);
  for (const Value& item : *items) {
    readers.emplace_back(item, ItemPath(list, readers.size()), *complaints_);
  }
  return readers;
}

void FieldReader::Finish() {
  for (const auto& [name, value] : *members_) {
    if (std::ranges::count(known_, name) == 0) {
      complaints_->Add(KeyPath(path_, name),
                       "there is no such field" + complaints_->Suggest(name, known_));
    }
  }
  if (cases_ > 1) {
    Complain("", "has " + std::to_string(cases_) + " checks: make each an entry of its own");
  } else if (has_cases_ && members_->empty()) {
    Complain("", "must have one of " + base::Join(known_));
  }
}

}  // namespace executioner::manifest
