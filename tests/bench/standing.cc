#include "tests/bench/standing.h"

#include <csignal>
#include <sstream>
#include <stdexcept>

#include "tests/bench/old_workflows.h"
#include "tests/bench/world.h"

namespace executioner::bench {
namespace {

using std::chrono::seconds;

constexpr seconds kLimit{120};
constexpr double kKib = 1024;

double ResidentMib(const ChildProcess& process) {
  return static_cast<double>(process.Memory("VmRSS")) / kKib;
}

std::string Writes(const ApiWrites& writes) {
  return PerPod(writes, 1);
}

/// Leads within `limit` or the scenario fails. \return when
SteadyTime AwaitLeading(ChildProcess& process) {
  const auto leads = process.AwaitLine(kControllerWorks, kLimit);
  if (!leads) {
    throw std::runtime_error("no controller took over in 2 minutes");
  }
  return *leads;
}

/// The number behind `key` in the lines that runner_bench.sh printed: "size_bytes 71234".
double Figure(const std::vector<std::string>& lines, const std::string& key) {
  for (const std::string& line : lines) {
    const std::size_t found = line.find(key);
    if (found != std::string::npos) {
      return std::strtod(line.c_str() + found + key.size(), nullptr);
    }
  }
  throw std::runtime_error("runner_bench.sh did not say " + key);
}

}  // namespace

Row MeasureIdle(Door& door, const Settings& settings) {
  World world(door, "bench-idle", World::Kubelet::kNone);
  const auto process = Start(settings, Subject::kController, world.Namespace());
  kube::WaitFor(seconds{1}, {});
  world.StartCounting();
  const auto cpu = process->CpuTime();
  const int span = settings.Scaled(10, 3);
  kube::WaitFor(seconds{span}, {});
  const ApiWrites writes = world.Writes();
  return {.scenario = "idle, no objects, " + std::to_string(span) + " s",
          .cpu = Text((process->CpuTime() - cpu).count() * 1000 / span, 2, " ms per s"),
          .memory = Text(ResidentMib(*process), 1, " MiB"),
          .writes = Writes(writes),
          .checks = {AtMost("RSS", Unit{1, " MiB"}, ResidentMib(*process), 20),
                     AtMost("writes", Unit{0, ""}, static_cast<double>(Total(writes)), 0)}};
}

Row MeasureLive(Door& door, const Settings& settings) {
  const int count = settings.Scaled(1000);
  World world(door, "bench-live", World::Kubelet::kNone);
  const auto process = Start(settings, Subject::kController, world.Namespace());
  world.CreateWorkflows(SpecOf(Chain(1)), count);
  if (!world.Seen().AwaitPods(static_cast<std::size_t>(count), kLimit) ||
      !world.AwaitQuiet(seconds{2})) {
    throw std::runtime_error("the pods were not created and recorded in time");
  }
  world.StartCounting();
  const int span = settings.Scaled(10, 3);
  kube::WaitFor(seconds{span}, {});
  const ApiWrites writes = world.Writes();
  return {.scenario = std::to_string(count) + " pods that run, nothing changes",
          .memory = Text(ResidentMib(*process), 1, " MiB"),
          .writes = Writes(writes),
          .checks = {AtMost("RSS", Unit{1, " MiB"}, ResidentMib(*process), 25),
                     AtMost("writes", Unit{0, ""}, static_cast<double>(Total(writes)), 0)}};
}

Row MeasureStart(Door& door, const Settings& settings) {
  const OldCounts counts{.finished = settings.Scaled(10'000), .running = settings.Scaled(2'000)};
  World world(door, "bench-start", World::Kubelet::kNone);
  CreateOldWorkflows(door, world.Namespace(), counts);
  const long touched_before = world.Seen().TouchedAfterFinish();
  world.StartCounting();
  std::vector<double> ready;
  double memory = 0;
  double peak = 0;
  for (int i = 0; i < settings.repetitions; ++i) {
    const auto process = StartController(settings, world.Namespace(), {"--leader-elect=false"});
    const auto is_ready = process->AwaitLine(kControllerReady, kLimit);
    if (!is_ready || !world.AwaitQuiet(seconds{3})) {
      throw std::runtime_error("not ready, or not quiet, in time");
    }
    ready.push_back(std::chrono::duration<double>(*is_ready - process->Started()).count());
    memory = ResidentMib(*process);
    peak = static_cast<double>(process->Memory("VmHWM")) / kKib;
  }
  const ApiWrites writes = world.Writes();
  const long touched = world.Seen().TouchedAfterFinish() - touched_before;
  const double seconds_to_ready = Percentile(ready, 0.5);
  return {.scenario = "start with " + std::to_string(counts.finished) + " finished and " +
                      std::to_string(counts.running) + " running workflows",
          .ours = "ready in " + Text(seconds_to_ready, 2, " s"),
          .memory = Text(memory, 1, " MiB") + ", peak " + Text(peak, 1, " MiB"),
          .writes = "in " + std::to_string(settings.repetitions) + " starts: " + Writes(writes) +
                    "; of finished ones: " + std::to_string(touched),
          .checks = {AtMost("ready", Unit{2, " s"}, seconds_to_ready, 5),
                     AtMost("writes of finished", Unit{0, ""}, static_cast<double>(touched), 0)}};
}

std::vector<Row> MeasureFailover(Door& door, const Settings& settings) {
  constexpr int kLease = 3;
  const World world(door, "bench-failover", World::Kubelet::kNone);
  const auto start = [&] {
    return StartController(
        settings, world.Namespace(),
        {"--lease-namespace", world.Namespace(), "--lease-duration-seconds", std::to_string(kLease),
         "--lease-renew-seconds", "2", "--lease-retry-seconds", "1"});
  };
  std::vector<double> after_kill;
  std::vector<double> after_stop;
  for (int i = 0; i < settings.repetitions; ++i) {
    const auto first = start();
    AwaitLeading(*first);
    const auto second = start();
    second->AwaitLine(kControllerReady, kLimit);
    const auto killed = std::chrono::steady_clock::now();
    first->Signal(SIGKILL);
    after_kill.push_back(std::chrono::duration<double>(AwaitLeading(*second) - killed).count());
    const auto third = start();
    third->AwaitLine(kControllerReady, kLimit);
    kube::WaitFor(seconds{1}, {});
    const auto stopped = std::chrono::steady_clock::now();
    second->Signal(SIGTERM);
    after_stop.push_back(std::chrono::duration<double>(AwaitLeading(*third) - stopped).count());
  }
  const double over_lease = Percentile(after_kill, 0.5) - kLease;
  const double handover = Percentile(after_stop, 0.5);
  return {{.scenario = "leader killed, lease of 3 s",
           .ours = Text(over_lease + kLease, 2, " s, of which over the lease ") +
                   Text(over_lease, 2, " s"),
           .checks = {AtMost("over the lease", Unit{2, " s"}, over_lease, 1)}},
          {.scenario = "leader stopped by SIGTERM",
           .ours = Text(handover, 2, " s"),
           .checks = {AtMost("handover", Unit{2, " s"}, handover, 1)}}};
}

Row MeasureRunner(const Settings& settings) {
  ChildProcess script(
      {"/bin/sh", settings.runner_script, settings.runner, settings.quick ? "50" : "500"});
  if (!script.AwaitEnd(kLimit)) {
    throw std::runtime_error("runner_bench.sh did not end in 2 minutes");
  }
  const std::vector<std::string> lines = script.Lines();
  const double size = Figure(lines, "size_bytes ") / kKib;
  const double memory = Figure(lines, "rss_peak ");
  const double over = Figure(lines, "with_tail=") / 1000;
  return {.scenario = "runner, over a bare exec",
          .ours = "+" + Text(over, 2, " ms") + ", binary of " + Text(size, 0, " KiB"),
          .memory = Text(memory, 0, " KiB"),
          .checks = {AtMost("size", Unit{0, " KiB"}, size, 100),
                     AtMost("RSS", Unit{0, " KiB"}, memory, 1024),
                     AtMost("time", Unit{2, " ms"}, over, 1)}};
}

}  // namespace executioner::bench
