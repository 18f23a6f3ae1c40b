#include "tests/bench/standalone.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "tests/unit/kube/temporary_folder.h"

namespace executioner::bench {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr const char* kCommand = "/bin/true";
constexpr double kKibPerMib = 1024;
constexpr Unit kMs{2, " ms"};

/// How a process ended.
struct Ended {
  Milliseconds took = {};
  double peak_mib = 0;
};

/// Starts a program with no output, and waits for it. \param variable  "NAME=VALUE" to add, or ""
Ended RunTimed(std::vector<std::string> words, std::string variable) {
  std::vector<char*> argv;
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  std::vector<char*> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    variables.push_back(*entry);
  }
  variables.push_back(variable.data());
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto began = std::chrono::steady_clock::now();
  pid_t child = -1;
  const int error =
      posix_spawn(&child, argv.front(), &actions, nullptr, argv.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), words.front());
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  if (status != 0) {
    throw std::runtime_error(words.front() + " ended with status " + std::to_string(status));
  }
  return {.took = std::chrono::steady_clock::now() - began,
          .peak_mib = static_cast<double>(usage.ru_maxrss) / kKibPerMib};
}

/// A workflow of equal jobs, one behind the other or none behind any.
std::string WriteWorkflow(const kube::TemporaryFolder& folder, int jobs, bool chain,
                          int parallelism) {
  const std::string path = folder.Path().string() + "/bench.yaml";
  std::ofstream file(path);
  file << "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: {name: bench}\nspec:\n"
       << "  parallelism: " << parallelism << "\n  jobs:\n";
  for (int job = 0; job < jobs; ++job) {
    file << "    - {name: j" << job << ", image: none, command: [" << kCommand << "]";
    if (chain && job > 0) {
      file << ", dependsOn: [j" << job - 1 << "]";
    }
    file << "}\n";
  }
  return path;
}

/// `executioner WORDS... FILE` over a state of its own.
Ended RunOurs(const Settings& settings, const kube::TemporaryFolder& folder,
              const std::vector<std::string>& words) {
  const std::string state = folder.Path().string() + "/state";
  std::filesystem::remove_all(state);
  std::vector<std::string> all{settings.controller};
  all.insert(all.end(), words.begin(), words.end());
  return RunTimed(std::move(all), "EXECUTIONER_STATE_DIR=" + state);
}

double PerJob(const Ended& ended, int jobs) {
  return ended.took.count() / jobs;
}

double FloorPerJob(int jobs) {
  const auto began = std::chrono::steady_clock::now();
  for (int job = 0; job < jobs; ++job) {
    RunTimed({kCommand}, "");
  }
  return Milliseconds(std::chrono::steady_clock::now() - began).count() / jobs;
}

/// The middle one of several measurements.
template <typename Measure>
double Median(int times, const Measure& measure) {
  std::vector<double> values;
  for (int i = 0; i < times; ++i) {
    values.push_back(measure());
  }
  std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
  return values[values.size() / 2];
}

Row MeasureSequence(const Settings& settings, const kube::TemporaryFolder& folder) {
  const int jobs = settings.Scaled(200);
  const std::string file = WriteWorkflow(folder, jobs, /*chain=*/true, 1);
  const double floor = Median(settings.repetitions, [&] { return FloorPerJob(jobs); });
  const double ours = Median(settings.repetitions, [&] {
    return PerJob(RunOurs(settings, folder, {"run", "-q", file}), jobs);
  });
  return {.scenario = std::to_string(jobs) + " jobs in sequence, without a cluster",
          .ours = Text(ours, 2, " ms per job"),
          .floor = Text(floor, 2, " ms per job"),
          .ratio = Text(floor / ours, 2),
          .checks = {AtMost("per job", kMs, ours, 2.5)}};
}

Row MeasureWorkers(const Settings& settings, const kube::TemporaryFolder& folder) {
  const int jobs = settings.Scaled(1000);
  const auto with = [&](int workers) {
    const std::string file = WriteWorkflow(folder, jobs, /*chain=*/false, workers);
    return PerJob(RunOurs(settings, folder, {"run", "-q", file}), jobs);
  };
  const double one = with(1);
  const double two = with(2);
  return {.scenario = std::to_string(jobs) + " independent jobs, 2 workers over 1",
          .ours = Text(two, 2, " ms per job"),
          .floor = "1 worker: " + Text(one, 2, " ms per job"),
          .ratio = Text(one / two, 2),
          .checks = {AtLeast("speed-up", Unit{2, ""}, one / two, 1.2)}};
}

Row MeasureMany(const Settings& settings, const kube::TemporaryFolder& folder) {
  const int jobs = settings.Scaled(10'000);
  const std::string file = WriteWorkflow(folder, jobs, /*chain=*/false, 2);
  const Ended ended = RunOurs(settings, folder, {"run", "-q", file});
  return {.scenario = std::to_string(jobs) + " independent jobs, 2 workers",
          .ours = Text(PerJob(ended, jobs), 2, " ms per job"),
          .memory = Text(ended.peak_mib, 1, " MiB"),
          .checks = {AtMost("RSS", Unit{1, " MiB"}, ended.peak_mib, 100)}};
}

Row MeasureValidate(const Settings& settings, const kube::TemporaryFolder& folder) {
  const int jobs = settings.Scaled(1000);
  const std::string file = WriteWorkflow(folder, jobs, /*chain=*/true, 1);
  const double took = Median(settings.repetitions, [&] {
    return RunOurs(settings, folder, {"validate", file}).took.count();
  });
  return {.scenario = "validate of " + std::to_string(jobs) + " jobs",
          .ours = Text(took, 1, " ms"),
          .checks = {AtMost("time", Unit{1, " ms"}, took, 50)}};
}

/// The clock that the kernel stamps files with.
double CoarseNow() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Row MeasureFirstJob(const Settings& settings, const kube::TemporaryFolder& folder) {
  constexpr int kTimes = 9;
  const std::string mark = folder.Path().string() + "/mark";
  const std::string file = folder.Path().string() + "/first.yaml";
  std::ofstream(file)
      << "apiVersion: executioner.dev/v1alpha1\nkind: Job\nmetadata: {name: first}\n"
      << "spec: {command: [/bin/touch, " << mark << "]}\n";
  const double took = Median(kTimes, [&] {
    std::filesystem::remove(mark);
    const double began = CoarseNow();
    RunOurs(settings, folder, {"run", "-q", file});
    struct stat made {};
    if (stat(mark.c_str(), &made) != 0) {
      throw std::runtime_error("the first job left no file");
    }
    return static_cast<double>(made.st_mtim.tv_sec) * 1e3 +
           static_cast<double>(made.st_mtim.tv_nsec) / 1e6 - began;
  });
  return {.scenario = "start to first job, a new state directory",
          .ours = Text(took, 1, " ms"),
          .checks = {AtMost("time", Unit{1, " ms"}, took, 30)}};
}

}  // namespace

std::vector<Row> MeasureStandalone(const Settings& settings) {
  const kube::TemporaryFolder folder;
  return {MeasureSequence(settings, folder), MeasureWorkers(settings, folder),
          MeasureMany(settings, folder), MeasureValidate(settings, folder),
          MeasureFirstJob(settings, folder)};
}

}  // namespace executioner::bench
