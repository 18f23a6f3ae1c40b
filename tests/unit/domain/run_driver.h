/// \file
/// Plays the world for a run: launches become attempts that a test ends as it likes. Time stands
/// still unless a test moves it.
#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "controller/domain/checkpoint.h"
#include "controller/domain/decide.h"
#include "controller/domain/expand_node.h"
#include "controller/domain/status.h"

namespace executioner::domain::testing {

inline constexpr TimePoint kStart{std::chrono::seconds{1767225600}};  // 2026-01-01T00:00:00Z

/// A job for a spec, as short as tests need it.
inline JobSpec MakeJob(const std::string& name, std::vector<std::string> depends_on = {}) {
  JobSpec job{.name = name, .depends_on = std::move(depends_on)};
  job.work.image = "i";
  job.work.command = {"true"};
  return job;
}

class RunDriver {
 public:
  explicit RunDriver(std::vector<JobSpec> jobs, Controls given = {})
      : plan(MakePlan(SpecOf(std::move(jobs)), "hash")),
        controls(std::move(given)),
        run(StartRun(plan, 1)) {}

  /// Decides until there is nothing more to do now; remembers what was launched and stopped.
  void Step() {
    for (;;) {
      Decision decision = Decide(plan, controls, run, now);
      records += decision.record_first ? 1 : 0;
      wake_at = decision.wake_at;
      for (const Launch& launch : ActionsOf<Launch>(decision)) {
        launched.push_back(Name(launch.instance) + "#" + std::to_string(launch.attempt));
        attempts[Name(launch.instance)] = launch.attempt;
        LaunchSucceeded(run, launch.instance, "pod", now);
      }
      std::ranges::copy(ActionsOf<Stop>(decision), std::back_inserter(stops));
      const std::vector<Expand> waiting = ActionsOf<Expand>(decision);
      const auto expanded = std::ranges::count_if(waiting, [&](Expand job) { return Open(job); });
      const std::size_t unknown = waiting.size() - static_cast<std::size_t>(expanded);
      if (!decision.record_first && decision.actions.size() == unknown) {
        return;
      }
    }
  }

  AttemptSeen Seen(const std::string& job) const {
    return {.instance = InstanceOf(job),
            .attempt = attempts.at(job),
            .pod = "pod",
            .created = kStart,
            .started = true};
  }

  void Starts(const std::string& job) {
    Observe(plan, run, Seen(job), "uid");
    Step();
  }

  void Ends(const std::string& job, Ending ending) {
    AttemptSeen seen = Seen(job);
    ending.time = ending.time == TimePoint{} ? now : ending.time;
    seen.ending = std::move(ending);
    Observe(plan, run, seen, "uid");
    Step();
  }

  void Succeeds(const std::string& job) {
    Ends(job, {.reason = Reason::kCompleted, .exit_code = 0});
  }

  void Fails(const std::string& job, Reason reason = Reason::kFailed) {
    Ends(job, {.reason = reason, .message = "exit code 1", .exit_code = 1});
  }

  /// What a new process would know: the status, then everything that lives.
  void Restart() {
    const Status status = MakeStatus(plan, run, recorded, 1, now);
    const Run before = run;
    run = RestoreRun(plan, status);
    recorded = status;
    for (const InstanceId instance : before.instances.Ids()) {
      const JobState& state = before.instances[instance];
      if (state.live) {
        Observe(plan, run,
                {.instance = instance,
                 .attempt = state.attempts,
                 .pod = "pod",
                 .created = kStart,
                 .started = state.started,
                 .stop_requested = state.stopping},
                "uid");
      }
    }
  }

  const JobState& State(const std::string& job) const { return run.instances[InstanceOf(job)]; }

  JobPhase Phase(const std::string& job) const { return State(job).phase; }

  Reason WhyOf(const std::string& job) const { return State(job).reason; }

  std::string Name(InstanceId instance) const { return NameOf(plan, run, instance); }

  /// \param name  as Name gives it. \pre the run has the instance
  InstanceId InstanceOf(const std::string& name) const {
    const std::size_t bracket = name.find('[');
    const int place = bracket == std::string::npos ? 0 : std::stoi(name.substr(bracket + 1));
    const NodeId node = plan.Find(name.substr(0, bracket)).value();
    return InstanceId{run.InstancesOf(node).front().Index() + place};
  }

  Plan plan;
  Controls controls;
  Run run;
  TimePoint now = kStart;
  std::vector<std::string> launched = {};
  std::vector<Stop> stops = {};
  std::map<std::string, int> attempts = {};
  std::map<std::string, int> lists = {};  ///< job -> items, when known
  std::optional<TimePoint> wake_at = std::nullopt;
  int records = 0;
  Status recorded = {};

 private:
  bool Open(Expand job) {
    const auto list = lists.find(plan.Job(job.node).name);
    return list != lists.end() && ExpandNode(plan, run, job.node, list->second, now);
  }

  static WorkflowSpec SpecOf(std::vector<JobSpec> jobs) {
    WorkflowSpec spec;
    spec.jobs = std::move(jobs);
    return spec;
  }
};

}  // namespace executioner::domain::testing
