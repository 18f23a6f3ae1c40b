#include "tests/unit/cli/binary.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace executioner::cli {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Program::Program(const CommandLine& line, const std::vector<std::string>& words,
                 const std::vector<std::string>& environment) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("cannot make a pipe");
  }
  out_ = pipe_ends[0];
  err_ = memfd_create("stderr", MFD_CLOEXEC);
  std::vector<std::string> arguments{EXECUTIONER_BINARY};
  arguments.insert(arguments.end(), words.begin(), words.end());
  std::vector<std::string> variables{"EXECUTIONER_STATE_DIR=" + line.State(),
                                     "EXECUTIONER_RUNNER=" EXECUTIONER_RUNNER,
                                     "PATH=/usr/bin:/bin"};
  variables.insert(variables.end(), environment.begin(), environment.end());
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err_, STDERR_FILENO);
  const int error = posix_spawn(&id_, EXECUTIONER_BINARY, &actions, nullptr,
                                Pointers(arguments).data(), Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_ends[1]);
  if (error != 0) {
    throw std::runtime_error("cannot start " EXECUTIONER_BINARY);
  }
}

Program::~Program() {
  if (id_ > 0) {
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  close(out_);
  close(err_);
}

bool Program::ReadSome() {
  std::array<char, 4096> buffer{};
  const ssize_t size = read(out_, buffer.data(), buffer.size());
  if (size > 0) {
    text_.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return size > 0;
}

bool Program::AwaitOutput(const std::string& text) {
  while (text_.find(text) == std::string::npos) {
    if (!ReadSome()) {
      return false;
    }
  }
  return true;
}

void Program::Signal(int signal) const {
  kill(id_, signal);
}

Said Program::Wait() {
  while (ReadSome()) {
  }
  int status = 0;
  waitpid(id_, &status, 0);
  id_ = -1;
  Said said{.code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
            .out = text_};
  said.err.resize(static_cast<std::size_t>(lseek(err_, 0, SEEK_END)));
  said.err.resize(static_cast<std::size_t>(pread(err_, said.err.data(), said.err.size(), 0)));
  return said;
}

}  // namespace executioner::cli
