/// \file
/// How commands declare themselves. For sources that declare flags of CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/cli/context.h"

namespace executioner::cli {

/// Declares a command that runs a function with its flags, guarded (see Guard).
/// \param context  borrowed; gets the exit code
/// \return the command and its flags, which live as long as the command
template <typename Flags>
std::pair<CLI::App*, Flags*> AddCommand(CLI::App& app, Context& context, const char* name,
                                        const char* help,
                                        int (*run)(const Context&, const Flags&)) {
  auto flags = std::make_shared<Flags>();
  CLI::App* const command = app.add_subcommand(name, help);
  Flags* const declared = flags.get();
  command->callback([flags = std::move(flags), run, &context] {
    context.code = Guard([&] { return run(context, *flags); });
  });
  return {command, declared};
}

using Words = std::vector<std::string>;

/// Accepts one of the words; the message for any other lists them.
CLI::Validator OneOf(const Words& words);

/// Declares -o, which takes one of `forms`. \param form  its default; "": none
CLI::Option* DeclareOutput(CLI::App& command, std::string& form, const Words& forms);

/// Declares the argument that names a run. \param run  its default; "": it must be given
void DeclareRun(CLI::App& command, std::string& run);

}  // namespace executioner::cli
