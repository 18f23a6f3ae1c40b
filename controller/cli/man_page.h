/// \file
/// Generates the manual page from the declared commands, so that it matches --help. Pure.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace executioner::cli {

/// \param version  of the program, for the footer of the page
/// \return executioner(1) as man(7) source
std::string ManPage(const CLI::App& app, const std::string& version);

}  // namespace executioner::cli
