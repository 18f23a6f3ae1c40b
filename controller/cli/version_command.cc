/// \file
/// `executioner version`.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include <nlohmann/json.hpp>

#include "controller/cli/context.h"

namespace executioner::cli {

void AddVersionCommand(CLI::App& app, Context& context) {
  auto output = std::make_shared<std::string>("text");
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->add_option("-o,--output", *output, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->callback([output, &context] {
    if (*output == "json") {
      std::puts(nlohmann::json{{"version", context.version}}.dump().c_str());
    } else {
      std::printf("executioner %s\n", context.version.c_str());
    }
  });
}

}  // namespace executioner::cli
