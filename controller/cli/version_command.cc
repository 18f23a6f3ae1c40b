/// \file
/// `executioner version`.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "controller/cli/context.h"
#include "controller/cli/print_text.h"
#include "controller/cli/yaml_text.h"

namespace executioner::cli {

void AddVersionCommand(CLI::App& app, Context& context) {
  auto output = std::make_shared<std::string>("text");
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->add_option("-o,--output", *output, "text, json or yaml")
      ->check(CLI::IsMember({"text", "json", "yaml"}))
      ->capture_default_str();
  command->callback([output, &context] {
    const std::string json = nlohmann::json{{"version", context.version}}.dump();
    if (*output == "json") {
      PrintMessage(stdout, json);
    } else if (*output == "yaml") {
      PrintText(stdout, YamlText(json));
    } else {
      PrintMessage(stdout, "executioner " + context.version);
    }
  });
}

}  // namespace executioner::cli
