#include "tests/bench/subject.h"

#include <filesystem>
#include <stdexcept>

#include "tests/bench/floor.h"

namespace executioner::bench {
namespace {

constexpr std::chrono::seconds kStartLimit{60};

}  // namespace

std::unique_ptr<ChildProcess> StartController(const Settings& settings, const std::string& ns,
                                              const std::vector<std::string>& flags) {
  std::vector<std::string> command{
      settings.controller, "controller",     "--kubeconfig",
      settings.kubeconfig, "--namespace",    ns,
      "--metrics-address", "127.0.0.1:0",    "--health-probe-bind-address",
      "127.0.0.1:0",       "--runner-image", "executioner-runner:bench"};
  command.insert(command.end(), flags.begin(), flags.end());
  return std::make_unique<ChildProcess>(command);
}

std::unique_ptr<ChildProcess> Start(const Settings& settings, Subject subject,
                                    const std::string& ns) {
  const bool ours = subject == Subject::kController;
  // The link is read here: in the program that executes the command it names that program.
  const std::string bench = std::filesystem::read_symlink("/proc/self/exe");
  auto process = ours ? StartController(settings, ns, {"--leader-elect=false"})
                      : std::make_unique<ChildProcess>(
                            std::vector<std::string>{bench, "--floor", settings.kubeconfig, ns});
  if (!process->AwaitLine(ours ? kControllerWorks : kFloorReady, kStartLimit)) {
    const std::vector<std::string> lines = process->Lines();
    throw std::runtime_error("did not begin to work; last words: " +
                             (lines.empty() ? "none" : lines.back()));
  }
  return process;
}

}  // namespace executioner::bench
