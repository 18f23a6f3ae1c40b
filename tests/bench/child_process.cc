#include "tests/bench/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace executioner::bench {
namespace {

constexpr std::chrono::seconds kGrace{10};

/// Not by fork: what sanitizers and coverage do between that and exec can wait forever for a lock
/// of a thread that the child does not have.
pid_t Spawn(char* const* argv, int output) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
  pid_t process = 0;
  const int failed = posix_spawnp(&process, argv[0], &files, nullptr, argv, environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) {
    throw std::system_error(failed, std::generic_category(), argv[0]);
  }
  return process;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& command)
    : started_(std::chrono::steady_clock::now()) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  // It becomes the command, which then ends with us.
  std::vector<std::string> words{"setpriv", "--pdeathsig", "KILL", "--"};
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  pid_ = Spawn(argv.data(), ends[1]);
  close(ends[1]);
  listener_ = std::jthread([this, descriptor = ends[0]] { Listen(descriptor); });
}

ChildProcess::~ChildProcess() {
  Signal(SIGTERM);
  if (!AwaitEnd(kGrace)) {
    Signal(SIGKILL);
  }
  Wait();
}

void ChildProcess::Listen(int descriptor) {
  std::array<char, 65536> buffer{};
  std::string rest;
  while (true) {
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      break;
    }
    rest.append(buffer.data(), static_cast<std::size_t>(count));
    const std::scoped_lock lock(mutex_);
    std::size_t begin = 0;
    for (std::size_t end = rest.find('\n'); end != std::string::npos;
         end = rest.find('\n', begin)) {
      lines_.emplace_back(std::chrono::steady_clock::now(), rest.substr(begin, end - begin));
      begin = end + 1;
    }
    rest.erase(0, begin);
    changed_.notify_all();
  }
  close(descriptor);
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

std::optional<SteadyTime> ChildProcess::AwaitLine(std::string_view text,
                                                  std::chrono::seconds limit) {
  std::optional<SteadyTime> came;
  std::size_t looked_at = 0;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] {
    for (; looked_at < lines_.size() && !came; ++looked_at) {
      if (lines_[looked_at].second.find(text) != std::string::npos) {
        came = lines_[looked_at].first;
      }
    }
    return came || closed_;
  });
  return came;
}

bool ChildProcess::AwaitEnd(std::chrono::seconds limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return closed_; });
}

int ChildProcess::Wait() {
  if (!exit_code_) {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return *exit_code_;
}

std::vector<std::string> ChildProcess::Lines() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> lines;
  std::ranges::transform(lines_, std::back_inserter(lines),
                         [](const auto& line) { return line.second; });
  return lines;
}

std::chrono::duration<double> ChildProcess::CpuTime() const {
  clockid_t clock{};
  timespec used{};
  // /proc/PID/stat counts in hundredths of a second, too coarse for a chain of 50 pods.
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) {
    return {};
  }
  return std::chrono::seconds{used.tv_sec} + std::chrono::nanoseconds{used.tv_nsec};
}

long ChildProcess::Memory(const std::string& field) const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    if (word == field + ":") {
      long kib = 0;
      status >> kib;
      return kib;
    }
  }
  throw std::runtime_error("no " + field + ": the process is gone");
}

void ChildProcess::Signal(int number) const {
  if (!exit_code_) {  // else its number may be another's by now
    kill(pid_, number);
  }
}

}  // namespace executioner::bench
