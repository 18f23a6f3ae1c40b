/// \file
/// How commands and the flags that several of them have are declared. For sources that include
/// CLI11 anyway.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/cli/context.h"

namespace executioner::cli {

/// Declares a command that calls a function with its flags through Guard.
/// \param context  borrowed; its exit code is set
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

/// Accepts one of the words; the error message for other words lists them.
CLI::Validator OneOf(const Words& words);

/// Declares -o, which takes one of `forms`. \param form  its default; "": none
CLI::Option* DeclareOutput(CLI::App& command, std::string& form, const Words& forms);

/// Declares the argument that names a run. \param run  its default; "": the argument is required
void DeclareRun(CLI::App& command, std::string& run);

/// Makes every option for a whole number, of `app` and of all its subcommands, read its text as
/// decimal: "010" is 10, and "010s" 10 s where a unit may follow. CLI11 alone reads it as octal,
/// and takes "0x10" and "1_0" too; these are errors. Call it when all options are declared.
void ReadNumbersAsDecimal(CLI::App& app);

/// Declares --queue, which has workers run the jobs.
void DeclareQueue(CLI::App& command, Context& context);

}  // namespace executioner::cli
