/// \file
/// The meaning of words and letters to a shell. Pure.
#pragma once

#include <initializer_list>
#include <string_view>

namespace executioner::legacy::importers {

/// The word that closes what `word` opens; "" when it opens nothing.
std::string_view CloserOf(std::string_view word);

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words);

/// The characters of the name of a variable.
bool IsOfName(char letter);

/// NAME=, NAME+= or NAME[...]=, and whatever is behind that.
bool IsAssignment(std::string_view word);

/// The next place from `at` on where `name` stands as a word of its own; npos: nowhere.
std::size_t FindName(std::string_view text, std::string_view name, std::size_t at = 0);

/// Whether a text between two statements holds nothing but what separates them: blanks, comments,
/// ends of lines, `;` and `&`.
bool OnlySeparates(std::string_view text);

}  // namespace executioner::legacy::importers
