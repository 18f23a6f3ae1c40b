/// \file
/// YAML text to values, as strict as kubectl is lenient: what two programs would read differently
/// is an error with its line. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Largest text that is read.
constexpr std::size_t kLargestManifest = 10'000'000;

/// Most values that aliases may add: `*a` counts as all that `&a` holds, so that a few lines cannot
/// stand for a billion values.
constexpr std::size_t kMostFromAliases = 100'000;

/// Reads all documents of a text. Objects know line and column of their keys, lists of their items.
/// Unquoted scalars are read by yaml_scalar.h.
/// \param filename  for messages
/// \return the documents, empty ones (null) included; at least one
/// \throws ConfigurationError  with the place ("etl.yaml:3:7", the column in bytes) as its field:
///         not YAML or not UTF-8, control characters, larger than kLargestManifest, nested deeper
///         than kDeepest, a key twice, a key that is no scalar, a merge key, an unknown tag, an
///         alias inside what it stands for, too many values from aliases
std::vector<Value> ReadYaml(std::string_view text, const std::string& filename);

/// "etl.yaml:3:7"; without line and column when they are 0.
std::string PlaceIn(const std::string& filename, const Value& value);

}  // namespace executioner::manifest
