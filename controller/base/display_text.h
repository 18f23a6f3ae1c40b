/// \file
/// Makes untrusted text (names, messages of the API server, output of jobs) safe for a terminal, a
/// status, an event or a log line. Pure.
///
/// Control characters (C0 with ESC and BEL, DEL, C1), bidirectional controls (U+061C, U+200E,
/// U+200F, U+202A to U+202E, U+2066 to U+2069), line and paragraph separators (U+2028, U+2029) and
/// bytes that are not UTF-8 are unsafe. The functions below replace them by the escape sequences of
/// JSON and YAML, such as "\u001b", so that JSON and quoted YAML keep their meaning; an invalid
/// byte becomes U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace executioner::base {

/// \return whether DisplayText would return `text` unchanged
bool IsDisplayable(std::string_view text);

/// Returns safe text of one or more lines: line feeds and tabs are kept.
std::string DisplayText(std::string_view text);

/// Returns safe text of a single line: line feeds and tabs become "\n" and "\t".
std::string DisplayLine(std::string_view text);

/// Like DisplayText, but indents every line except the first, so that text quoted in a message
/// cannot be mistaken for a separate line.
std::string DisplayMessage(std::string_view text);

/// Whether to keep escape sequences that color text (SGR).
enum class Colors { kDrop, kKeep };

/// Returns one line of a job's output, safe for a terminal. Escape sequences (including hyperlinks
/// and access to the clipboard) and control characters are removed, except colors if they are kept;
/// colors end with the line. Text after a carriage return replaces the text before it. Other unsafe
/// characters are replaced as by DisplayText.
/// \param line  any bytes; a line feed counts as a control character
std::string DisplayOutput(std::string_view line, Colors colors);

}  // namespace executioner::base
