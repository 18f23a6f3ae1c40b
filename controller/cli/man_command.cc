/// \file
/// `executioner man`: the manual page, for the build that installs it.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "controller/cli/context.h"
#include "controller/cli/man_page.h"
#include "controller/cli/print_text.h"

namespace executioner::cli {

void AddManCommand(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("man", "Print the manual page")->group("");
  command->callback([&app, &context] { PrintText(stdout, ManPage(app, context.version)); });
}

}  // namespace executioner::cli
