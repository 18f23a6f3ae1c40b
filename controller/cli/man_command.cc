/// \file
/// `executioner man`: the manual page, for the build that installs it.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "controller/cli/context.h"
#include "controller/cli/man_page.h"

namespace executioner::cli {

void AddManCommand(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("man", "Print the manual page")->group("");
  command->callback(
      [&app, &context] { std::fputs(ManPage(app, context.version).c_str(), stdout); });
}

}  // namespace executioner::cli
