#include "tests/unit/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

#include "controller/cli/commands.h"
#include "controller/legacy/cli/command_line.h"

namespace executioner::cli {
namespace {

/// Puts a file in memory in place of a descriptor, and gives back what was written to it.
class Captured {
 public:
  explicit Captured(int descriptor)
      : descriptor_(descriptor), before_(dup(descriptor)), file_(memfd_create("captured", 0)) {
    std::fflush(nullptr);
    dup2(file_, descriptor_);
  }

  ~Captured() {
    dup2(before_, descriptor_);
    close(before_);
    close(file_);
  }

  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  Captured(Captured&&) = delete;
  Captured& operator=(Captured&&) = delete;

  std::string Text() const {
    std::fflush(nullptr);
    std::string text(static_cast<std::size_t>(lseek(file_, 0, SEEK_END)), '\0');
    const ssize_t size = pread(file_, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(size));
    return text;
  }

 private:
  int descriptor_;
  int before_;
  int file_;
};

std::filesystem::path MakeTemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "executioner-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("cannot make a temporary folder");
  }
  return name;
}

}  // namespace

CommandLine::CommandLine() : folder_(MakeTemporaryFolder()) {
  context.environment = {{"EXECUTIONER_STATE_DIR", State()}, {"PATH", "/usr/bin:/bin"}};
  context.clock = &clock_;
  context.runner = EXECUTIONER_RUNNER;
  context.working_dir = folder_;
  context.user = "ann";
  context.host = "here";
  context.version = "1.2.3";
}

CommandLine::~CommandLine() {
  std::filesystem::remove_all(folder_);
}

std::string CommandLine::Write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name, std::ios::binary) << text;
  return folder_ / name;
}

Said CommandLine::Run(const std::vector<std::string>& words, const std::string& input) const {
  CLI::App app{"Runs jobs.", "executioner"};
  app.require_subcommand(1);
  Context mine = context;
  AddCommands(app, mine, legacy::CommandLine());
  DeclareGlobals(app, mine);
  std::istringstream given(input);
  std::streambuf* const before = std::cin.rdbuf(given.rdbuf());
  const Captured out(STDOUT_FILENO);
  const Captured err(STDERR_FILENO);
  const int code = RunCommandLine(app, mine, words, legacy::CommandLine());
  std::cin.rdbuf(before);
  return {.code = code, .out = out.Text(), .err = err.Text()};
}

Said CommandLine::RunJobs(const std::string& jobs, const std::vector<std::string>& flags) const {
  std::vector<std::string> words{"run", Write("etl.yaml", WorkflowOf(jobs))};
  words.insert(words.end(), flags.begin(), flags.end());
  return Run(words);
}

std::string WorkflowOf(const std::string& jobs) {
  return "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: etl}\n"
         "spec:\n  jobs: [" +
         jobs + "]\n";
}

}  // namespace executioner::cli
