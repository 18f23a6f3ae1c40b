#include "controller/adapters/local/process_environment.h"

#include <filesystem>
#include <unistd.h>

#include "controller/adapters/runner/runner_spec.h"
#include "runner/contract/names.h"

namespace executioner::local {
namespace {

std::string WorkingDir(const domain::JobTemplate& work, const ProcessSettings& settings) {
  const std::string own = work.working_dir.value_or(std::string());
  if (own.empty() || own.starts_with('/')) {
    return own.empty() ? settings.working_dir : own;
  }
  const std::string& folder =
      settings.manifest_folder.empty() ? settings.working_dir : settings.manifest_folder;
  return (std::filesystem::path(folder) / own).lexically_normal().string();
}

}  // namespace

std::vector<std::string> ProcessEnvironment(const domain::ConcreteWork& work,
                                            const ProcessSettings& settings,
                                            const RunFolder& folder) {
  domain::Environment environment = settings.inherited;
  // Values of params reach only the jobs that refer to them.
  std::erase_if(environment, [](const auto& variable) {
    return variable.first.starts_with(domain::kParamVariablePrefix);
  });
  for (domain::EnvVar& variable : runner::IdentityVariables(work)) {
    environment[variable.name] = std::move(variable.value);
  }
  domain::AddVariables(work.work.env, environment);
  // After the job's own variables, which must not replace the specification.
  environment[runner::kSpecVariable] =
      runner::RunnerSpec(work.work, {.working_dir = WorkingDir(work.work, settings),
                                     .tail_bytes = 0,
                                     .parent = std::int64_t{getpid()}});
  environment[runner::kResultPathVariable] = folder.WordsPath(work.job, work.values.attempt);
  std::vector<std::string> variables;
  variables.reserve(environment.size());
  for (const auto& [name, value] : environment) {
    variables.emplace_back(name).append("=").append(value);
  }
  return variables;
}

}  // namespace executioner::local
