/// \file
/// Ids of old jobs as names that manifests allow. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace executioner::legacy {

/// The name of each id: the id itself wherever it is a legal name that no other job wants, else its
/// legal letters and ten hex digits of its hash. The same ids always give the same names, and no
/// two names are equal or differ only in case.
/// \par Example
///   {"load", "a/b"} gives {"load": "load", "a/b": "a-b-c14cddc033"}.
std::map<std::string, std::string> NamesOf(const std::vector<std::string>& ids);

/// A legal name for an object: lower case, at most 63 characters.
std::string ObjectName(std::string_view application);

}  // namespace executioner::legacy
