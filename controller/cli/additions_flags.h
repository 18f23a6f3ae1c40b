/// \file
/// Flags that change a manifest for one run: --skip, --env, --parallelism, --failure-policy.
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

/// What the flags said.
struct AdditionsFlags {
  std::vector<std::string> skip = {};
  std::vector<std::string> env = {};
  std::optional<int> parallelism = std::nullopt;
  std::string failure_policy = {};
};

/// Whether a variable of --env may have this name.
bool IsVariableName(std::string_view name);

void DeclareAdditions(CLI::App& command, AdditionsFlags& flags);

/// \throws base::ConfigurationError  for a variable of --env that only the program may set
void RequireNotOurs(const std::string& name);

/// \throws base::ConfigurationError  for an --env without a name, or with one of ours
standalone::Additions MakeAdditions(const AdditionsFlags& flags);

/// The reverse: flags as a person would type them, "--parallelism 3 --env 'A=1 2'"; "none" without
/// any.
std::string AdditionsText(const standalone::Additions& additions);

}  // namespace executioner::cli
