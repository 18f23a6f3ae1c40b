#include "controller/legacy/config/key_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "controller/domain/nearest_name.h"
#include "controller/legacy/config/write_template.h"

namespace executioner::legacy {
namespace {

using manifest::Value;

constexpr std::size_t kLongestVariable = 32768;

/// "0.5", "3": without trailing zeros.
std::string Written(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.10g", number);
  return text.data();
}

std::string InWords(Bounds bounds) {
  if (bounds.most == std::numeric_limits<int>::max()) {
    return "at least " + Written(bounds.least);
  }
  return Written(bounds.least) + " to " + Written(bounds.most);
}

/// Returns the result of Python's str() for a value; nothing for lists and objects.
std::optional<std::string> PythonText(const Value& value) {
  if (const std::string* const text = value.Text()) {
    return *text;
  }
  if (const bool* const flag = std::get_if<bool>(&value.data)) {
    return *flag ? "True" : "False";
  }
  if (const std::int64_t* const integer = std::get_if<std::int64_t>(&value.data)) {
    return std::to_string(*integer);
  }
  if (const manifest::Number* const number = std::get_if<manifest::Number>(&value.data)) {
    return number->text;
  }
  return value.IsNull() ? std::optional<std::string>("None") : std::nullopt;
}

/// The value of a number; nothing for anything else.
std::optional<double> NumberOf(const Value& value) {
  if (const std::int64_t* const integer = std::get_if<std::int64_t>(&value.data)) {
    return static_cast<double>(*integer);
  }
  if (const manifest::Number* const number = std::get_if<manifest::Number>(&value.data)) {
    double parsed = 0;
    const char* const end = number->text.data() + number->text.size();
    if (std::from_chars(number->text.data(), end, parsed).ptr == end) {
      return parsed;
    }
  }
  return std::nullopt;
}

/// A key that is a path already ("params[0]") stays as it is.
std::string Below(const std::string& path, std::string_view key) {
  if (key.empty()) {
    return path;
  }
  const bool composed = key.find_first_of(".[") != std::string_view::npos;
  std::string below = composed ? path + "." + std::string(key) : domain::KeyPath(path, key);
  return below.starts_with('.') ? below.substr(1) : below;
}

}  // namespace

KeyReader::KeyReader(const Value& object, std::string path, Findings& findings)
    : object_(&object), path_(std::move(path)), findings_(&findings) {
  if (object.Members() == nullptr) {
    Expected("", "an object", object);
  }
}

const Value* KeyReader::Take(std::string_view key) {
  known_.emplace_back(key);
  const Value* const value = object_->Find(key);
  // Python's json.load gave None for null, which the old program took for absent.
  return value == nullptr || value->IsNull() ? nullptr : value;
}

void KeyReader::Error(std::string_view key, std::string message) {
  findings_->errors.Add(Below(path_, key), std::move(message));
}

void KeyReader::Warn(std::string_view key, std::string message) {
  findings_->warnings.Add(Below(path_, key), std::move(message));
}

void KeyReader::Expected(std::string_view key, std::string_view expected, const Value& found) {
  Error(key, "must be " + std::string(expected) + ", not " + std::string(KindOf(found)));
}

template <class Data>
const Data* KeyReader::TakeAs(std::string_view key, std::string_view expected) {
  const Value* const value = Take(key);
  const Data* const data = value == nullptr ? nullptr : std::get_if<Data>(&value->data);
  if (value != nullptr && data == nullptr) {
    Expected(key, expected, *value);
  }
  return data;
}

std::optional<std::string> KeyReader::Text(std::string_view key) {
  const std::string* const text = TakeAs<std::string>(key, "text");
  if (text != nullptr && text->find('\0') != std::string::npos) {
    Error(key, "contains a NUL character");
    return std::nullopt;
  }
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::string KeyReader::RequiredText(std::string_view key) {
  const Value* const value = object_->Find(key);
  if (object_->Members() != nullptr && (value == nullptr || value->IsNull())) {
    Error(key, "is missing");
  }
  return Text(key).value_or("");
}

std::optional<bool> KeyReader::Flag(std::string_view key) {
  const bool* const flag = TakeAs<bool>(key, "true or false");
  return flag == nullptr ? std::nullopt : std::optional(*flag);
}

std::optional<double> KeyReader::Number(std::string_view key, Bounds bounds) {
  const Value* const value = Take(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  const std::optional<double> number = NumberOf(*value);
  if (!number) {
    Expected(key, "a number", *value);
  } else if (*number < bounds.least || *number > bounds.most) {
    Error(key, "is " + Written(*number) + "; allowed: " + InWords(bounds));
    return std::nullopt;
  }
  return number;
}

std::optional<int> KeyReader::Whole(std::string_view key, Bounds bounds) {
  // 3.0 is a whole number too: JSON has one type for both.
  const std::optional<double> number = Number(key, bounds);
  if (number && *number != std::trunc(*number)) {
    Error(key, "is " + Written(*number) + ", and must be a whole number");
    return std::nullopt;
  }
  return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

std::optional<std::vector<std::string>> KeyReader::Texts(std::string_view key) {
  const manifest::List* const items = TakeAs<manifest::List>(key, "a list of texts");
  if (items == nullptr) {
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (const Value& item : *items) {
    if (item.Text() == nullptr) {
      Expected(domain::ItemPath(key, texts.size()), "text", item);
    }
    texts.push_back(item.Text() == nullptr ? "" : *item.Text());
  }
  return texts;
}

std::optional<std::vector<int>> KeyReader::Wholes(std::string_view key) {
  const manifest::List* const items = TakeAs<manifest::List>(key, "a list of whole numbers");
  if (items == nullptr) {
    return std::nullopt;
  }
  std::vector<int> numbers;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const std::optional<double> number = NumberOf((*items)[i]);
    if (!number || *number != std::trunc(*number) || std::abs(*number) > 255) {
      Error(domain::ItemPath(key, i), "must be an exit code, -255 to 255");
    } else {
      numbers.push_back(static_cast<int>(*number));
    }
  }
  return numbers;
}

std::vector<KeyReader> KeyReader::Objects(std::string_view key) {
  std::vector<KeyReader> readers;
  const manifest::List* const items = TakeAs<manifest::List>(key, "a list");
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i) {
    readers.emplace_back((*items)[i], domain::ItemPath(Below(path_, key), i), *findings_);
  }
  return readers;
}

std::map<std::string, std::string> KeyReader::Variables(std::string_view key) {
  std::map<std::string, std::string> variables;
  const manifest::Object* const members = TakeAs<manifest::Object>(key, "an object");
  if (members == nullptr) {
    return variables;
  }
  for (const auto& [name, member] : *members) {
    const std::string path = domain::KeyPath(key, name);
    const std::optional<std::string> text = PythonText(member);
    if (!IsShellName(name)) {
      Error(path, "'" + name + "' is not a valid name of a variable: use letters, digits and " +
                      "'_', no digit first");
    } else if (!text) {
      Expected(path, "text", member);
    } else if (text->find('\0') != std::string::npos || text->size() > kLongestVariable) {
      Error(path, "contains a NUL character or more than 32768 bytes");
    } else {
      variables.emplace(name, *text);
    }
  }
  return variables;
}

void KeyReader::Finish(const std::map<std::string, std::string, std::less<>>& hints) {
  if (object_->Members() == nullptr) {
    return;
  }
  for (const auto& [key, value] : *object_->Members()) {
    // JSON has no comments, so people write them into keys that begin with "_".
    if (std::ranges::count(known_, key) > 0 || key.starts_with('_')) {
      continue;
    }
    const auto hint = hints.find(key);
    Warn(key, hint != hints.end() ? hint->second
                                  : "there is no such key, so it has no effect" +
                                        findings_->warnings.Suggest(key, known_));
  }
}

}  // namespace executioner::legacy
