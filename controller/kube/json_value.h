/// \file
/// Values out of pieces of JSON that json_span.h finds: the reader of everything that comes from
/// the API server. It is lenient, so that one odd object cannot stop the others: a value of another
/// type than expected counts as absent. Pure; never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "controller/base/json_span.h"
#include "controller/base/time.h"

namespace executioner::kube {

/// \return the text of a JSON string, with escapes resolved; nothing for other values
std::optional<std::string> TextValue(std::string_view value);

/// \return the number; nothing unless it is an integer that fits
std::optional<std::int64_t> NumberValue(std::string_view value);

/// Like NumberValue; nothing if the number does not fit into an int.
std::optional<int> IntValue(std::string_view value);

/// Sets `out` if the value has its type; anything else, null included, leaves `out` alone.
void ReadValue(std::string_view value, std::string& out);
void ReadValue(std::string_view value, bool& out);
void ReadValue(std::string_view value, int& out);
void ReadValue(std::string_view value, std::int64_t& out);
void ReadValue(std::string_view value, std::optional<int>& out);
void ReadValue(std::string_view value, base::TimePoint& out);
void ReadValue(std::string_view value, std::optional<base::TimePoint>& out);

/// Appends the strings among the elements of an array.
void ReadValue(std::string_view value, std::vector<std::string>& out);

/// A member of an object by its name, and where its value goes: into a variable, or to a function
/// that takes its text.
template <class Out>
struct Member {
  std::string_view name;
  Out out;
};
template <class Out>
Member(std::string_view, Out&&) -> Member<Out>;

/// Reads the named members of the object that `json` is, in whatever order they come, and ignores
/// all others.
/// \return false when `json` is not an object, as far as it was walked
/// \par Example
///   ReadObject(json, Member{"name", name},
///              Member{"spec", [&](std::string_view spec) { ReadSpec(spec); }});
template <class... Outs>
bool ReadObject(std::string_view json, const Member<Outs>&... members) {
  const auto read = [](const auto& member, std::string_view value) {
    if constexpr (std::is_invocable_v<decltype(member.out), std::string_view>) {
      member.out(value);
    } else {
      ReadValue(value, member.out);
    }
    return true;
  };
  return base::ForEachMember(json, [&](std::string_view name, std::string_view value) {
    static_cast<void>(((name == members.name && read(members, value)) || ...));
    return true;
  });
}

}  // namespace executioner::kube
