/// \file
/// Text from outside (names, messages of the API server, output of jobs) as it may stand on a
/// terminal, in a status, an event or a log line. Pure.
///
/// Unsafe are control characters (C0 with ESC and BEL, DEL, C1), the controls of writing direction
/// (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), the separators of lines and
/// paragraphs (U+2028, U+2029) and bytes that are not UTF-8. The functions below show them as JSON
/// and YAML escape them between double quotes, "\u001b", so that JSON and quoted YAML keep their
/// meaning; an invalid byte becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace executioner::base {

/// Whether DisplayText would return `text` as it is.
bool IsDisplayable(std::string_view text);

/// Several lines: line feeds and tabs stay.
std::string DisplayText(std::string_view text);

/// One line, whatever `text` is: line feeds and tabs become "\n" and "\t".
std::string DisplayLine(std::string_view text);

/// As DisplayText; no line but the first begins at the margin, so that what a message quotes
/// cannot pass for a line of its own.
std::string DisplayMessage(std::string_view text);

/// Whether escape sequences that color text (SGR) stay.
enum class Colors { kDrop, kKeep };

/// One line of a job's output as it may stand on a terminal. Escape sequences and control
/// characters are left out (hyperlinks and access to the clipboard among them), except colors that
/// are to stay, which end with the line. What follows a carriage return replaces what is before it.
/// Other unsafe characters are shown as by DisplayText.
/// \param line  any bytes; a line feed counts as a control character
std::string DisplayOutput(std::string_view line, Colors colors);

}  // namespace executioner::base
