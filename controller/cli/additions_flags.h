/// \file
/// Flags that change a manifest for one run: -p, --params-file, --skip, --env, --parallelism,
/// --failure-policy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controller/standalone/begin_run.h"

namespace CLI {
class App;
}

namespace executioner::cli {

/// The values of -p and --params-file.
struct ParamFlags {
  std::vector<std::string> params = {};
  std::string file = {};
};

void DeclareParams(CLI::App& command, ParamFlags& flags);

/// Returns the values of the flags; those of -p come last and win.
/// \throws base::ConfigurationError  for a -p without a name, and for a file that cannot be read or
/// holds no map
std::vector<standalone::GivenParam> ReadParams(const ParamFlags& flags);

/// The values of the flags.
struct AdditionsFlags {
  std::vector<std::string> skip = {};
  std::vector<std::string> env = {};
  std::optional<int> parallelism = std::nullopt;
  std::string failure_policy = {};
  ParamFlags params = {};
};

/// Whether a variable of --env may have this name.
bool IsVariableName(std::string_view name);

void DeclareAdditions(CLI::App& command, AdditionsFlags& flags);

/// \throws base::ConfigurationError  for a variable of --env that is reserved
void RequireNotOurs(const std::string& name);

/// \throws base::ConfigurationError  for an --env without a name, or with a reserved one
standalone::Additions MakeAdditions(const AdditionsFlags& flags);

/// Returns the flags as one would type them, "--parallelism 3 --env 'A=1 2'"; "none" without any.
std::string AdditionsText(const standalone::Additions& additions);

}  // namespace executioner::cli
