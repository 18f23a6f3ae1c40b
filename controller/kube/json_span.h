/// \file
/// Finds members and elements in JSON text without building anything: a watch envelope or a list of
/// 500 objects is cut into pieces that are each parsed once, by their own decoder. Pure.
///
/// Checks the structure that it walks over, not the grammar of scalars: what a piece contains is
/// for the one who parses it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace executioner::kube {

/// Calls `visit` with (name, value) of each member of the object that `text` is; names as written,
/// escapes not resolved. Stops when `visit` returns false.
/// \return false when `text` is not an object, as far as it was walked
bool ForEachMember(std::string_view text,
                   const std::function<bool(std::string_view name, std::string_view value)>& visit);

/// Calls `visit` with each element of the array that `text` is.
/// \return false when `text` is not an array, as far as it was walked
bool ForEachElement(std::string_view text,
                    const std::function<bool(std::string_view value)>& visit);

/// \return the member's value; nothing when there is none or `text` is not an object
std::optional<std::string_view> FindMember(std::string_view text, std::string_view name);

/// \return the text between the quotes of a string without escapes; nothing for anything else
std::optional<std::string_view> PlainString(std::string_view value);

/// \return the member's text when it is a plain string, else ""
/// \par Example
///   MemberText(R"({"kind":"Pod"})", "kind") gives "Pod".
std::string MemberText(std::string_view object, std::string_view name);

}  // namespace executioner::kube
