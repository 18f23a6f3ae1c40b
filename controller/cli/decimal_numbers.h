/// \file
/// Numbers on the command line are decimal, whatever they begin with. Pure.
#pragma once

namespace CLI {
class App;
}

namespace executioner::cli {

/// Makes every option for a whole number, of `app` and of all its subcommands, read its text as
/// decimal: "010" is 10, and "010s" 10 s where a unit may follow. CLI11 alone reads it as octal,
/// and takes "0x10" and "1_0" too; these are errors. Call it when all options are declared.
void ReadNumbersAsDecimal(CLI::App& app);

}  // namespace executioner::cli
