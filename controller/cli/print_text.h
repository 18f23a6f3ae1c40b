/// \file
/// The way of all texts to stdout and stderr, so that nothing unsafe reaches a terminal:
/// base::DisplayText. Only output of jobs goes another way (`logs`, Screen::Write).
#pragma once

#include <cstdio>
#include <string_view>

namespace executioner::cli {

/// Prints lines; what they quote is one line each (see base::DisplayLine).
/// \param stream  stdout or stderr
void PrintText(std::FILE* stream, std::string_view text);

/// Prints one message and a line feed. Lines after its first are indented, so that what it quotes
/// cannot pass for a line of ours.
void PrintMessage(std::FILE* stream, std::string_view message);

}  // namespace executioner::cli
