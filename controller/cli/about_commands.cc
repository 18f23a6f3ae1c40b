/// \file
/// `executioner completion`, `version` and `man`: commands about the program itself.
#include <nlohmann/json.hpp>

#include "controller/base/join.h"
#include "controller/cli/command.h"
#include "controller/cli/completion.h"
#include "controller/cli/man_page.h"
#include "controller/cli/print_text.h"
#include "controller/cli/yaml_text.h"

namespace executioner::cli {
namespace {

struct VersionFlags {
  std::string output = "text";
};

int Version(const Context& context, const VersionFlags& flags) {
  const std::string json = nlohmann::json{{"version", context.version}}.dump();
  PrintText(stdout, flags.output == "json"   ? json + "\n"
                    : flags.output == "yaml" ? YamlText(json)
                                             : "executioner " + context.version + "\n");
  return kSucceeded;
}

}  // namespace

void AddAboutCommands(CLI::App& app, Context& context) {
  auto shell = std::make_shared<std::string>();
  CLI::App* const completion =
      app.add_subcommand("completion", "Print a completion script for a shell");
  completion->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(OneOf({"bash", "zsh", "fish"}));
  completion->footer(
      "  source <(executioner completion bash)\n"
      "  executioner completion fish | source\n");
  completion->callback([shell] { PrintText(stdout, CompletionScript(*shell)); });
  auto [version, flags] = AddCommand(app, context, "version", "Print the version", Version);
  DeclareOutput(*version, flags->output, {"text", "json", "yaml"});
  // Hidden: what the scripts ask.
  auto words = std::make_shared<Words>();
  CLI::App* const complete = app.add_subcommand("__complete")->group("");
  complete->add_option("words", *words);
  complete->callback([words, &app, &context] {
    context.code = Guard([&] {
      PrintText(stdout, base::Join(Choices(app, context, *words), "\n") + "\n");
      return kSucceeded;
    });
  });
  // Hidden: for the build, which installs the page.
  CLI::App* const man = app.add_subcommand("man", "Print the manual page")->group("");
  man->callback([&app, &context] { PrintText(stdout, ManPage(app, context.version)); });
}

}  // namespace executioner::cli
