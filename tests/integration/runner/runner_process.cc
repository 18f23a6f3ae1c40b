#include "tests/integration/runner/runner_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace executioner::runner::testing {
namespace {

/// Strings as the array of pointers that spawning takes; points into `strings`.
std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) {
    pointers.push_back(string.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

void Close(int& descriptor) {
  if (descriptor >= 0) {
    close(descriptor);
    descriptor = -1;
  }
}

std::vector<std::string> Environment(const Start& setup, const std::string& result_path) {
  std::map<std::string, std::string> variables = {
      {"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
      {"EXECUTIONER_RESULT_PATH", result_path},
      {"ASAN_OPTIONS", "detect_leaks=0"}};
  if (!setup.raw_spec.empty()) {
    variables["EXECUTIONER_SPEC"] = setup.raw_spec;
  } else if (!setup.spec.is_null()) {
    variables["EXECUTIONER_SPEC"] = setup.spec.dump();
  }
  for (const auto& [name, value] : setup.variables) {
    variables[name] = value;
  }
  std::vector<std::string> environment;
  environment.reserve(variables.size());
  for (const auto& [name, value] : variables) {
    environment.push_back(std::string(name).append("=").append(value));
  }
  return environment;
}

pid_t Spawn(const Start& setup, const std::string& result_path, int output, int error) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, error, STDERR_FILENO);
  for (const int descriptor : setup.closed) {
    posix_spawn_file_actions_addclose(&files, descriptor);
  }
  std::vector<std::string> arguments = setup.wrapper;
  arguments.push_back(setup.runner);
  arguments.insert(arguments.end(), setup.arguments.begin(), setup.arguments.end());
  std::vector<std::string> environment = Environment(setup, result_path);
  pid_t process = -1;
  const int failed = posix_spawnp(&process, arguments[0].c_str(), &files, nullptr,
                                  Pointers(arguments).data(), Pointers(environment).data());
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) {
    throw std::system_error(failed, std::generic_category(), "cannot start " + arguments[0]);
  }
  return process;
}

/// \return false at the end of the stream, which is then closed
bool Append(int& descriptor, std::string& text) {
  std::array<char, 65536> buffer = {};
  const ssize_t size = read(descriptor, buffer.data(), buffer.size());
  if (size > 0) {
    text.append(buffer.data(), static_cast<size_t>(size));
    return true;
  }
  Close(descriptor);
  return false;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "runner-test-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::Write(const std::string& name, const std::string& content) const {
  std::ofstream(Path(name), std::ios::binary) << content;
  return Path(name);
}

std::string ReadFile(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

RunnerProcess::RunnerProcess(const Start& setup) {
  std::array<int, 2> output = {};
  std::array<int, 2> error = {};
  if (pipe2(output.data(), O_CLOEXEC) != 0 || pipe2(error.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  process_ = Spawn(setup, folder_.Path("words"), output[1], error[1]);
  close(output[1]);
  close(error[1]);
  output_ = output[0];
  error_ = error[0];
}

RunnerProcess::~RunnerProcess() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  Close(output_);
  Close(error_);
}

void RunnerProcess::Signal(int number) const {
  kill(process_, number);
}

void RunnerProcess::CloseOutput() {
  Close(output_);
}

bool RunnerProcess::ReadSome() {
  std::array<pollfd, 2> polled = {pollfd{output_, POLLIN, 0}, pollfd{error_, POLLIN, 0}};
  if (output_ < 0 && error_ < 0) {
    return false;
  }
  poll(polled.data(), polled.size(), -1);
  if (polled[0].revents != 0) {
    Append(output_, answer_.output);
  }
  if (polled[1].revents != 0) {
    Append(error_, answer_.error);
  }
  return true;
}

void RunnerProcess::WaitForOutput(const std::string& text) {
  while (answer_.output.find(text) == std::string::npos && ReadSome()) {
  }
}

Answer RunnerProcess::Finish() {
  while (ReadSome()) {
  }
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  answer_.exit_code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  answer_.raw_words = ReadFile(folder_.Path("words"));
  answer_.words = nlohmann::json::parse(answer_.raw_words, nullptr, false);
  if (answer_.words.is_discarded()) {
    answer_.words = nullptr;
  }
  return answer_;
}

Answer RunToEnd(const Start& setup) {
  return RunnerProcess(setup).Finish();
}

Start Script(const std::string& script, const nlohmann::json& more) {
  Start setup;
  setup.spec = {{"v", 1}, {"script", script}};
  setup.spec.update(more);
  return setup;
}

bool CanUnshare() {
  return std::system("unshare --pid --mount --fork --mount-proc true 2>/dev/null") ==
         0;  // NOLINT(concurrency-mt-unsafe): tests run one by one
}

}  // namespace executioner::runner::testing
