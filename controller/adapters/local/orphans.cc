#include "controller/adapters/local/orphans.h"

#include <charconv>
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
    pid_t id = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (wrong == std::errc{} && end == name.data() + name.size() && id != getpid()) {
      found.push_back(id);
    }
  }
  return found;
}

/// Unreadable for processes of other users: those are none of ours.
std::string EnvironmentOf(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/environ", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// \return whether any was found that could be killed
bool KillAll(const std::string& of_run, const std::string& of_state) {
  bool found = false;
  for (const pid_t id : Processes()) {
    const base::Descriptor handle =
        OpenProcess(id);  // before the look: the number may be used again
    const std::string environment = EnvironmentOf(id);
    if (handle.Number() < 0 || !Holds(environment, of_run) || !Holds(environment, of_state)) {
      continue;
    }
    SignalProcess(handle, SIGKILL);
    pollfd gone{handle.Number(), POLLIN, 0};
    found = poll(&gone, 1, kGoneMs) == 1 || found;
  }
  return found;
}

}  // namespace

void KillOrphans(const std::string& state, std::int64_t run) {
  const std::string of_run = std::string(runner::kRunVariable) + "=" + std::to_string(run);
  const std::string of_state = std::string(kStateVariable) + "=" + state;
  // What was killed may have started another just before, behind our back.
  while (KillAll(of_run, of_state)) {
  }
}

}  // namespace executioner::local
