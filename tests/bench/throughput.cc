#include "tests/bench/throughput.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "tests/bench/world.h"

namespace executioner::bench {
namespace {

constexpr std::chrono::seconds kLimit{120};
constexpr std::chrono::seconds kReleaseLimit{30};
constexpr double kMilli = 1000;

using Repetitions = std::vector<Measured>;

double Seconds(SteadyTime from, SteadyTime to) {
  return std::chrono::duration<double>(to - from).count();
}

Measured Repeat(Door& door, const Settings& settings, const Scenario& scenario, Subject subject,
                int number) {
  const bool ours = subject == Subject::kController;
  World world(door,
              "bench-" + scenario.name + (ours ? "-ours-" : "-floor-") + std::to_string(number),
              World::Kubelet::kInstant);
  const auto process = Start(settings, subject, world.Namespace());
  world.StartCounting();
  const auto cpu = process->CpuTime();
  const auto begin = std::chrono::steady_clock::now();
  world.CreateWorkflows(SpecOf(scenario.shape), scenario.workflows);
  const auto finished =
      world.Seen().AwaitFinished(static_cast<std::size_t>(scenario.workflows), kLimit);
  if (!finished) {
    throw std::runtime_error(std::to_string(world.Seen().Pods()) + " of " +
                             std::to_string(scenario.Pods()) + " pods were created in 2 minutes");
  }
  Measured measured{.seconds = Seconds(begin, *finished)};
  if (ours) {
    const auto released =
        world.Seen().AwaitReleased(static_cast<std::size_t>(scenario.Pods()), kReleaseLimit);
    measured.release_seconds = released ? std::max(0.0, Seconds(*finished, *released))
                                        : Seconds(*finished, begin + kLimit);
  }
  world.AwaitQuiet(std::chrono::seconds{1});  // events come last
  measured.cpu_ms_per_pod = (process->CpuTime() - cpu).count() * kMilli / scenario.Pods();
  measured.peak_mib = static_cast<double>(process->Memory("VmHWM")) / 1024;
  measured.writes = world.Writes();
  measured.edges = world.Seen().Edges(scenario.shape);
  return measured;
}

double Median(const Repetitions& repetitions, double Measured::*field) {
  std::vector<double> values;
  std::ranges::transform(repetitions, std::back_inserter(values),
                         [field](const Measured& one) { return one.*field; });
  return Percentile(values, 0.5);
}

Measured Medians(const Repetitions& repetitions) {
  Measured medians{.seconds = Median(repetitions, &Measured::seconds),
                   .cpu_ms_per_pod = Median(repetitions, &Measured::cpu_ms_per_pod),
                   .peak_mib = Median(repetitions, &Measured::peak_mib),
                   .release_seconds = Median(repetitions, &Measured::release_seconds)};
  for (const Measured& one : repetitions) {
    medians.edges.insert(medians.edges.end(), one.edges.begin(), one.edges.end());
    for (const auto& [write, count] : one.writes) {
      medians.writes[write] += count;
    }
  }
  return medians;
}

std::string Pair(double ours, double floor, int digits) {
  return Text(ours, digits) + " (" + Text(floor, digits) + ")";
}

std::string Speed(const Scenario& scenario, const Measured& measured) {
  return Text(measured.seconds, 2, " s") + ", " +
         Text(scenario.Pods() / measured.seconds, 0, " pods/s");
}

std::string Edges(const Measured& measured) {
  return "p50 " + Text(Percentile(measured.edges, 0.5) * kMilli, 1) + ", p99 " +
         Text(Percentile(measured.edges, 0.99) * kMilli, 1, " ms");
}

Row MakeRow(const Scenario& scenario, const Measured& ours, const Measured& floor,
            int repetitions) {
  const double ratio = floor.seconds / ours.seconds;
  const int pods = scenario.Pods() * repetitions;
  Row row{.scenario = scenario.title,
          .ours = Speed(scenario, ours),
          .floor = Speed(scenario, floor),
          .ratio = Text(ratio, 2),
          .cpu = Pair(ours.cpu_ms_per_pod, floor.cpu_ms_per_pod, 2) + " ms per pod",
          .memory = Pair(ours.peak_mib, floor.peak_mib, 1) + " MiB",
          .writes = Text(static_cast<double>(Total(ours.writes)) / pods, 2, ": ") +
                    PerPod(ours.writes, pods)};
  if (scenario.edge_budget) {
    row.ours += "; edge " + Edges(ours);
    row.floor += "; edge " + Edges(floor);
    row.checks.push_back(
        AtMost("edge p50", Unit{1, " ms"}, Percentile(ours.edges, 0.5) * kMilli, 5));
    row.checks.push_back(
        AtMost("edge p99", Unit{1, " ms"}, Percentile(ours.edges, 0.99) * kMilli, 20));
  } else {
    row.checks.push_back(AtLeast("speed", Unit{2, ""}, ratio, 0.65));
  }
  row.checks.push_back(
      AtMost("CPU over floor", Unit{1, ""}, ours.cpu_ms_per_pod / floor.cpu_ms_per_pod, 2));
  row.checks.push_back(AtMost("writes", Unit{2, ""}, static_cast<double>(Total(ours.writes)) / pods,
                              scenario.most_writes_per_pod));
  row.checks.push_back(AtMost("releases after", Unit{1, " s"}, ours.release_seconds, 2));
  return row;
}

}  // namespace

std::vector<Scenario> Scenarios(const Settings& settings) {
  const int one_step = settings.Scaled(1000);
  const int chain = settings.Scaled(50, 10);
  const int diamonds = settings.Scaled(100);
  const int fan = settings.Scaled(500);
  const int layers = settings.quick ? 3 : 10;
  const auto number = [](int value) { return std::to_string(value); };
  return {{.name = "one-step",
           .title = number(one_step) + " workflows of one step",
           .shape = Chain(1),
           .workflows = one_step,
           .most_writes_per_pod = 4},
          {.name = "chain",
           .title = "chain of " + number(chain) + " steps",
           .shape = Chain(chain),
           .most_writes_per_pod = 2.3,
           .edge_budget = true},
          {.name = "diamond",
           .title = number(diamonds) + " workflows of 10 pods (1 → 8 → 1)",
           .shape = Fan(8),
           .workflows = diamonds,
           .most_writes_per_pod = 2.3},
          {.name = "fan",
           .title = "one workflow, 1 → " + number(fan) + " → 1",
           .shape = Fan(fan),
           .most_writes_per_pod = 2.3},
          {.name = "mesh",
           .title = "one workflow, " + number(layers) + " layers of 10, each waits for all before",
           .shape = Mesh(layers, 10),
           .most_writes_per_pod = 2.3}};
}

Row Measure(Door& door, const Settings& settings, const Scenario& scenario) {
  std::map<Subject, Repetitions> repetitions;
  for (int i = 1; i <= settings.repetitions; ++i) {
    for (const Subject subject : {Subject::kController, Subject::kFloor}) {
      const Measured measured = Repeat(door, settings, scenario, subject, i);
      std::fprintf(stderr, "%s %s: %.2f s, CPU %.2f ms per pod\n", scenario.name.c_str(),
                   subject == Subject::kController ? "ours" : "floor", measured.seconds,
                   measured.cpu_ms_per_pod);
      repetitions[subject].push_back(measured);
    }
  }
  return MakeRow(scenario, Medians(repetitions[Subject::kController]),
                 Medians(repetitions[Subject::kFloor]), settings.repetitions);
}

}  // namespace executioner::bench
