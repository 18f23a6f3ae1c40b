/// \file
/// Finds members and elements in JSON text without building a tree: it splits a watch event or a
/// list of 500 objects into pieces, each of which is parsed once, by its own decoder. Pure.
///
/// Checks the structure of the text, but not the grammar of scalars: the decoder of a piece checks
/// its content.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace executioner::base {

/// Calls `visit` with (name, value) for each member of the object `text`. Escapes in names are not
/// resolved. Stops when `visit` returns false.
/// \return false if the visited part of `text` is not an object
bool ForEachMember(std::string_view text,
                   const std::function<bool(std::string_view name, std::string_view value)>& visit);

/// Calls `visit` with each element of the array `text`.
/// \return false if the visited part of `text` is not an array
bool ForEachElement(std::string_view text,
                    const std::function<bool(std::string_view value)>& visit);

/// \return the value of the member; nothing if it does not exist or `text` is not an object
std::optional<std::string_view> FindMember(std::string_view text, std::string_view name);

/// \return the text between the quotes of a string without escapes; nothing for anything else
std::optional<std::string_view> PlainString(std::string_view value);

/// \return the text of a string, with its escapes resolved; nothing for other values and for
/// escapes that do not exist
std::optional<std::string> DecodedString(std::string_view value);

/// \return the text of the member if it is a plain string, otherwise ""
/// \par Example
///   MemberText(R"({"kind":"Pod"})", "kind") gives "Pod".
std::string MemberText(std::string_view object, std::string_view name);

}  // namespace executioner::base
