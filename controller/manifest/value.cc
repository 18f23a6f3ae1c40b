#include "controller/manifest/value.h"

#include <algorithm>
#include <charconv>

namespace executioner::manifest {
namespace {

/// Removes the first step of a path: "jobs" of "jobs[2].name", "2" of "[2].name".
/// \param bracketed  whether the step was in brackets
std::string_view TakeStep(std::string_view& path, bool& bracketed) {
  bracketed = path.starts_with('[');
  if (bracketed || path.starts_with('.')) {
    path.remove_prefix(1);
  }
  const std::size_t end = std::min(path.find_first_of(bracketed ? "]" : ".["), path.size());
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(std::min(end + (bracketed ? 1 : 0), path.size()));
  return step;
}

const Value* ItemAt(const List& items, std::string_view index) {
  std::size_t place = items.size();
  // Remains out of range if `index` is not a number.
  std::from_chars(index.data(), index.data() + index.size(), place);
  return place < items.size() ? &items[place] : nullptr;
}

}  // namespace

const Value* Value::Find(std::string_view key) const {
  const Object* const members = Members();
  if (members == nullptr) {
    return nullptr;
  }
  const auto found = members->find(key);
  return found == members->end() ? nullptr : &found->second;
}

std::string_view KindOf(const Value& value) {
  struct Namer {
    std::string_view operator()(std::monostate) const { return "null"; }

    std::string_view operator()(bool) const { return "a boolean"; }

    std::string_view operator()(std::int64_t) const { return "an integer"; }

    std::string_view operator()(const Number&) const { return "a number"; }

    std::string_view operator()(const std::string&) const { return "text"; }

    std::string_view operator()(const List&) const { return "a list"; }

    std::string_view operator()(const Object&) const { return "an object"; }
  };

  return std::visit(Namer{}, value.data);
}

const Value& Nearest(const Value& root, std::string_view path) {
  const Value* value = &root;
  while (!path.empty()) {
    bool bracketed = false;
    const std::string_view step = TakeStep(path, bracketed);
    const List* const items = value->Items();
    const Value* const next =
        bracketed && items != nullptr ? ItemAt(*items, step) : value->Find(step);
    if (next == nullptr) {
      break;
    }
    value = next;
  }
  return *value;
}

}  // namespace executioner::manifest
