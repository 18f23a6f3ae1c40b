/// \file
/// Regular expressions of `matches`, by RE2: no pattern takes exponential time. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "controller/domain/expression/budget.h"
#include "controller/domain/expression/value.h"

namespace re2 {
class RE2;
}

namespace executioner::domain::expression {

/// Compiles a pattern; its program has a bounded size.
/// \return the pattern, or the failure "invalid pattern: …"
std::variant<std::shared_ptr<const re2::RE2>, Failure> CompilePattern(std::string_view pattern);

/// Searches a text for a match of a pattern, anywhere in the text.
/// \param budget  pays for the text, the more the larger the pattern's program is
/// \return whether there is one; false if the budget is exhausted
bool HasMatch(const re2::RE2& pattern, const std::string& text, Budget& budget);

}  // namespace executioner::domain::expression
