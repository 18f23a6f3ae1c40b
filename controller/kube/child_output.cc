#include "controller/kube/child_output.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iterator>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/base/descriptor.h"
#include "controller/base/find_program.h"
#include "controller/base/spawn.h"
#include "controller/base/system_error_text.h"

namespace executioner::kube {
namespace {

constexpr std::size_t kMaxOutput = std::size_t{1} << 20U;

std::string FindInPath(const std::string& command,
                       const std::map<std::string, std::string>& environment) {
  const auto path = environment.find("PATH");
  return base::FindProgram(command, path == environment.end() ? "" : path->second);
}

/// "NAME=value" for each.
std::vector<std::string> Assignments(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> assignments;
  assignments.reserve(environment.size());
  std::ranges::transform(environment, std::back_inserter(assignments), [](const auto& variable) {
    return std::string(variable.first).append("=").append(variable.second);
  });
  return assignments;
}

/// Reads the available output. \return false if no more will come
bool Drain(int pipe, std::string& text) {
  std::array<char, 4096> buffer{};
  while (true) {
    const auto got = ::read(pipe, buffer.data(), buffer.size());
    if (got <= 0) {
      return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    // What is beyond the limit is read and dropped: a full pipe would block the child.
    text.append(buffer.data(), std::min(static_cast<std::size_t>(got), kMaxOutput - text.size()));
  }
}

/// Reads until the child has ended. \return false when the time was up first
bool Follow(int child, int pipe, std::chrono::milliseconds timeout, std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  std::array<pollfd, 2> waits{{{child, POLLIN, 0}, {pipe, POLLIN, 0}}};
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return false;
    }
    ::poll(waits.data(), waits.size(), static_cast<int>(left.count()));
    if (waits[1].revents != 0 && !Drain(pipe, text)) {
      waits[1].fd = -1;  // closed, but the child may continue
    }
    if (waits[0].revents != 0) {
      // The end of a child may be seen before its last output.
      Drain(pipe, text);
      return true;
    }
  }
}

std::string ProblemOf(int status) {
  if (WIFSIGNALED(status)) {
    return "was killed by signal " + std::to_string(WTERMSIG(status));
  }
  return WEXITSTATUS(status) == 0 ? "" : "exited with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

ChildOutput RunForOutput(const std::string& command, const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment,
                         std::chrono::milliseconds timeout) {
  const std::string program = FindInPath(command, environment);
  if (program.empty()) {
    return {.problem = "could not be started: it is in no absolute folder of PATH"};
  }
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return {.problem = "could not be started: " + base::SystemErrorText(errno)};
  }
  const base::Descriptor from_child(ends[0]);
  std::optional<base::Descriptor> to_us(std::in_place, ends[1]);
  ::fcntl(from_child.Number(), F_SETFL, O_NONBLOCK);

  std::vector<std::string> words{command};
  words.insert(words.end(), arguments.begin(), arguments.end());
  pid_t child = 0;
  const int error = base::Spawn({.program = program,
                                 .arguments = words,
                                 .environment = Assignments(environment),
                                 .output = to_us->Number(),
                                 .group = POSIX_SPAWN_SETPGROUP},
                                child);
  if (error != 0) {
    return {.problem = "could not be started: " + base::SystemErrorText(error)};
  }
  to_us.reset();

  ChildOutput output;
  const base::Descriptor child_end = base::OpenProcess(child);
  const bool in_time = Follow(child_end.Number(), from_child.Number(), timeout, output.text);
  // What it left running in the background goes too.
  // Before waitpid: until then the number of the group cannot be given to others.
  ::kill(-child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  output.problem = in_time ? ProblemOf(status)
                           : "did not exit within " + std::to_string(timeout.count()) + " ms";
  return output;
}

}  // namespace executioner::kube
