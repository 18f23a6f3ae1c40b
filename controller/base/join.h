/// \file
/// Lists and numbers of things in texts. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace executioner::base {

/// "a, b, c": what `text` makes of each item, with `between` in between.
template <typename Items, typename Text>
std::string Join(const Items& items, std::string_view between, const Text& text) {
  std::string joined;
  bool first = true;
  for (const auto& item : items) {
    joined += std::exchange(first, false) ? std::string_view() : between;
    joined += text(item);
  }
  return joined;
}

/// The same for items that are words.
template <typename Items>
std::string Join(const Items& items, std::string_view between = ", ") {
  return Join(
      items, between, [](const auto& item) -> const auto& { return item; });
}

/// "a, b and 3 more": at most `most` names.
inline std::string JoinSome(std::vector<std::string> names, std::size_t most) {
  const std::size_t all = names.size();
  names.resize(all < most ? all : most);
  return Join(names) + (all > most ? " and " + std::to_string(all - most) + " more" : "");
}

/// "1 job", "3 jobs".
inline std::string Counted(std::size_t number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

}  // namespace executioner::base
