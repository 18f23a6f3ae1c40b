/// \file
/// Converts IDs of old jobs to names that manifests allow. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace executioner::legacy {

/// Returns the name for each ID: the ID itself if it is a valid name that no other job needs,
/// otherwise its valid characters and ten hexadecimal digits of its hash. The same IDs always give
/// the same names, and no two names are equal or differ only in case.
/// \par Example
///   {"load", "a/b"} gives {"load": "load", "a/b": "a-b-c14cddc033"}.
std::map<std::string, std::string> NamesOf(const std::vector<std::string>& ids);

/// Returns a valid name for an object: lower case, at most 63 characters.
std::string ObjectName(std::string_view application);

}  // namespace executioner::legacy
