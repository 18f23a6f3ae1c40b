/// \file
/// `executioner completion bash|zsh|fish`.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "controller/cli/completion.h"
#include "controller/cli/context.h"
#include "controller/cli/print_text.h"

namespace executioner::cli {

void AddCompletionCommand(CLI::App& app, Context& /*context*/) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("completion", "Print a completion script for a shell");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->footer(
      "  source <(executioner completion bash)\n"
      "  executioner completion fish | source\n");
  command->callback([shell, &app] {
    const std::string script = *shell == "bash"  ? BashCompletion(app)
                               : *shell == "zsh" ? ZshCompletion(app)
                                                 : FishCompletion(app);
    PrintText(stdout, script);
  });
}

}  // namespace executioner::cli
