/// \file
/// The manual page, made from the commands that the program has: it cannot say anything else than
/// --help does. Pure.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace executioner::cli {

/// \param version  of the program, for the foot of the page
/// \return executioner(1) in the language of man(7)
std::string ManPage(const CLI::App& app, const std::string& version);

}  // namespace executioner::cli
