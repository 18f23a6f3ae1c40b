#include "controller/adapters/local/orphans.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "controller/adapters/local/child.h"
#include "controller/base/spawn.h"
#include "controller/base/whole_number.h"
#include "runner/contract/names.h"

namespace executioner::local {
namespace {

constexpr int kGoneMs = 5000;

bool Holds(std::string_view environment, const std::string& variable) {
  const std::string first = variable + '\0';
  return environment.starts_with(first) || environment.find('\0' + first) != std::string_view::npos;
}

std::vector<pid_t> Processes() {
  std::vector<pid_t> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (const auto id = base::WholeNumber<pid_t>(name); id && *id != getpid()) {
      found.push_back(*id);
    }
  }
  return found;
}

/// Unreadable for processes of other users, which are not ours.
std::string EnvironmentOf(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/environ", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// \return whether any was found that could be killed
bool KillAll(const std::vector<std::string>& variables) {
  bool found = false;
  for (const pid_t id : Processes()) {
    const base::Descriptor handle =
        base::OpenProcess(id);  // before reading the environment: the number may be reused
    const std::string environment = EnvironmentOf(id);
    const auto is_there = [&](const std::string& variable) { return Holds(environment, variable); };
    if (handle.Number() < 0 || !std::ranges::all_of(variables, is_there)) {
      continue;
    }
    SignalProcess(handle, SIGKILL);
    pollfd gone{handle.Number(), POLLIN, 0};
    found = poll(&gone, 1, kGoneMs) == 1 || found;
  }
  return found;
}

std::string Variable(const char* name, const std::string& value) {
  return std::string(name) + "=" + value;
}

std::vector<std::string> VariablesOf(const std::string& state, std::int64_t run) {
  return {Variable(runner::kRunVariable, std::to_string(run)), Variable(kStateVariable, state)};
}

/// Repeats, because a process may have started another one just before it was killed.
void KillUntilNoneIsLeft(const std::vector<std::string>& variables) {
  while (KillAll(variables)) {
  }
}

}  // namespace

void KillOrphans(const std::string& state, std::int64_t run) {
  KillUntilNoneIsLeft(VariablesOf(state, run));
}

void KillOrphans(const std::string& state, std::int64_t run, const std::string& job, int attempt) {
  std::vector<std::string> variables = VariablesOf(state, run);
  variables.push_back(Variable(runner::kJobVariable, job));
  variables.push_back(Variable(runner::kAttemptVariable, std::to_string(attempt)));
  KillUntilNoneIsLeft(variables);
}

}  // namespace executioner::local
