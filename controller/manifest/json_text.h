/// \file
/// Converts JSON text to values and back. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Maximum nesting of lists and objects; deeper nesting is an attack, not a manifest.
constexpr int kDeepest = 64;

/// The value of a text, or the error.
struct ParsedJson {
  Value value = {};
  std::string error = {};  ///< "" on success; "is not valid JSON at byte 7: unexpected ']'"
};

/// Reads one JSON value. It is an error if the text is not JSON or not UTF-8, contains a duplicate
/// key, or is nested deeper than kDeepest.
ParsedJson ParseJson(std::string_view text);

/// Returns the canonical text of a value: keys sorted, no spaces. Equal values have equal texts.
std::string CanonicalJson(const Value& value);

}  // namespace executioner::manifest
