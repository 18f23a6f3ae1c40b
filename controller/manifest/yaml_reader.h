/// \file
/// Converts YAML text to values. Unlike kubectl it is strict: text that programs read differently
/// is an error with its line. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Maximum size of a text.
constexpr std::size_t kLargestManifest = 10'000'000;

/// Maximum number of values that aliases may add: `*a` counts all values in `&a`, so that a few
/// lines cannot represent a billion values.
constexpr std::size_t kMostFromAliases = 100'000;

/// Reads all documents of a text. Objects have line and column of their keys, lists those of their
/// items. yaml_scalar.h reads unquoted scalars.
/// \param filename  for messages
/// \return the documents, including empty ones (null); at least one
/// \throws ConfigurationError  with the place ("etl.yaml:3:7", the column in bytes) as its field:
///         not YAML or not UTF-8, control characters, larger than kLargestManifest, nested deeper
///         than kDeepest, a duplicate key, a key that is not a scalar, a merge key, an unknown tag,
///         a recursive alias, too many values from aliases
std::vector<Value> ReadYaml(std::string_view text, const std::string& filename);

/// Returns "etl.yaml:3:7"; without line and column if they are 0.
std::string PlaceIn(const std::string& filename, const Value& value);

}  // namespace executioner::manifest
