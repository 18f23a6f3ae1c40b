/// \file
/// JSON text to values and back. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/manifest/value.h"

namespace executioner::manifest {

/// Lists and objects may stand in each other this deep: more is an attack, not a manifest.
constexpr int kDeepest = 64;

/// What a text holds, or what is wrong with it.
struct ParsedJson {
  Value value = {};
  std::string error =
      {};  ///< "" when the text was read; "is not valid JSON at byte 7: unexpected ']'"
};

/// Reads one JSON value. It is an error when the text is not JSON or not UTF-8, has a key twice in
/// one object or is nested deeper than kDeepest.
ParsedJson ParseJson(std::string_view text);

/// The canonical text of a value: keys sorted, no spaces. Values that are equal have equal texts.
std::string CanonicalJson(const Value& value);

}  // namespace executioner::manifest
