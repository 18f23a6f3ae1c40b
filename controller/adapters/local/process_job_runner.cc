#include "controller/adapters/local/process_job_runner.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/adapters/local/orphans.h"
#include "controller/base/cut_text.h"
#include "controller/base/error.h"
#include "controller/base/system_error_text.h"
#include "controller/domain/graph.h"
#include "controller/engine/bind_attempt.h"

namespace executioner::local {
namespace {

using domain::At;
using engine::Execution;
using engine::LaunchResult;

constexpr std::size_t kMessageBytes = 1024;
constexpr int kEventsAtOnce = 64;

/// Also reaches a runner that was stopped (SIGSTOP).
void TellToEnd(const Child& runner) {
  SignalProcess(runner.handle, SIGTERM);
  SignalProcess(runner.handle, SIGCONT);
}

domain::AttemptSeen Seen(domain::InstanceId instance, int attempt, base::TimePoint started) {
  return {.instance = instance,
          .attempt = attempt,
          .created = started,
          .started = true,
          .start_time = started};
}

history::AttemptRecord RecordOf(const Execution& execution, domain::InstanceId instance,
                                int attempt, base::TimePoint started) {
  return {.job = execution.JobOf(instance).name,
          .attempt = attempt,
          .run_attempt = execution.run.attempt,
          .start_time = started};
}

}  // namespace

ProcessJobRunner::ProcessJobRunner(ProcessSettings settings, RunFolder folder,
                                   history::AttemptLog& attempts, const base::Clock& clock)
    : settings_(std::move(settings)),
      folder_(std::move(folder)),
      attempts_(attempts),
      clock_(clock),
      ended_(epoll_create1(EPOLL_CLOEXEC)) {
  if (ended_.Number() < 0) {
    throw base::JobExecutionError("cannot watch children: " + base::SystemErrorText(errno));
  }
}

ProcessJobRunner::~ProcessJobRunner() {
  for (const auto& [key, running] : running_) {
    TellToEnd(running.child);
  }
}

std::vector<domain::AttemptSeen> ProcessJobRunner::Observe(const Execution& execution) {
  std::array<epoll_event, kEventsAtOnce> events{};
  int count = 0;
  while ((count = epoll_wait(ended_.Number(), events.data(), kEventsAtOnce, 0)) > 0) {
    for (int i = 0; i < count; ++i) {
      TakeEnd(execution, events.at(At(i)).data.fd);
    }
  }
  std::vector<domain::AttemptSeen> seen(news_.begin(), news_.end());
  news_.clear();
  return seen;
}

void ProcessJobRunner::TakeEnd(const Execution& execution, int handle) {
  const auto found = by_handle_.find(handle);
  if (found == by_handle_.end()) {
    return;
  }
  const auto [instance, attempt] = found->second;
  Running& running = running_.at(found->second);
  if (!running.status) {
    running.status = ReapChild(running.child);
    running.ended = clock_.Now();  // the record may be delayed
  }
  const std::string& name = execution.JobOf(instance).name;
  const auto state = settings_.inherited.find(kStateVariable);
  if (WIFSIGNALED(*running.status) && state != settings_.inherited.end()) {
    // Nothing else would stop the processes that the runner had started.
    KillOrphans(state->second, history::RunNumber(execution.owner), name, attempt);
  }
  Remains remains = ReadRemains(folder_, name, attempt);
  remains.status = running.status;
  remains.stopped = running.stopped;
  const Judged judged = JudgeAttempt(remains, running.ended);
  history::AttemptRecord record = RecordOf(execution, instance, attempt, running.started);
  AddEnd(record, judged);
  attempts_.RecordAttempt(history::RunNumber(execution.owner), record);
  // Only after the end is recorded: until then the file is the only proof of it.
  unlink(folder_.WordsPath(name, attempt).c_str());
  Tell(record);
  domain::AttemptSeen seen = Seen(instance, attempt, running.started);
  seen.stop_requested = running.stopped;
  seen.ending = judged.ending;
  news_.push_back(std::move(seen));
  running_.erase(found->second);
  by_handle_.erase(found);
}

std::vector<LaunchResult> ProcessJobRunner::Launch(const Execution& execution,
                                                   const std::vector<domain::Launch>& launches) {
  std::vector<LaunchResult> results;
  results.reserve(launches.size());
  for (const domain::Launch& launch : launches) {
    // What is missing for one start is missing for the next; each try would cost a write to the
    // history.
    const bool held = !results.empty() && results.back().kind == LaunchResult::Kind::kHeld;
    results.push_back(held ? results.back() : Start(execution, launch));
  }
  return results;
}

LaunchResult ProcessJobRunner::Start(const Execution& execution, const domain::Launch& launch) {
  const base::TimePoint started = clock_.Now();
  if (running_.contains({launch.instance, launch.attempt})) {
    return {.created = started};
  }
  const history::AttemptRecord record =
      RecordOf(execution, launch.instance, launch.attempt, started);
  try {
    RequireDescriptors();
    attempts_.RecordAttempt(history::RunNumber(execution.owner), record);
    return StartOrRefuse(execution, record, launch.instance);
  } catch (const base::BackendError& error) {
    if (!error.CanRetry()) {
      throw;
    }
    return IsHopeless(error) ? Refuse(execution, record,
                                      {domain::Reason::kCreateRefused,
                                       std::string("no job can start: ") + error.what()})
                             : Hold(error);
  }
}

/// Whether resources have been missing for some time although no child of this process runs. The
/// time is longer for resources of the whole machine, because other processes may still release
/// them.
bool ProcessJobRunner::IsHopeless(const base::BackendError& error) {
  constexpr std::chrono::seconds kOwn{4};
  constexpr std::chrono::seconds kForOthers{60};
  const auto* const shortage = dynamic_cast<const ShortageError*>(&error);
  if (!is_only || shortage == nullptr || !running_.empty()) {
    short_since_.reset();
    return false;
  }
  const base::TimePoint now = clock_.Now();
  short_since_ = short_since_.value_or(now);
  return now - *short_since_ >= (shortage->IsOwn() ? kOwn : kForOthers);
}

LaunchResult ProcessJobRunner::Hold(const base::BackendError& error) {
  // If the history cannot be written, the caller that steps the run gets the same error soon.
  const bool is_store = dynamic_cast<const base::StoreError*>(&error) != nullptr;
  if (!is_store && on_shortage && !std::exchange(told_shortage_, true)) {
    on_shortage(error.what());
  }
  return {
      .kind = LaunchResult::Kind::kHeld,
      .refusal = {
          .reason = domain::Reason::kWaitingFor, .message = error.what(), .time = clock_.Now()}};
}

LaunchResult ProcessJobRunner::StartOrRefuse(const Execution& execution,
                                             history::AttemptRecord record,
                                             domain::InstanceId instance) {
  const domain::Binding bound = engine::BindAttempt(execution, execution.run.NodeOf(instance),
                                                    record.attempt, settings_.extra);
  if (const auto* const refusal = std::get_if<domain::Refusal>(&bound)) {
    return Refuse(execution, std::move(record), *refusal);
  }
  try {
    StartChildOf(std::get<domain::ConcreteWork>(bound), record, instance);
    return {.created = record.start_time};
  } catch (const base::JobExecutionError& error) {
    return Refuse(execution, std::move(record), {domain::Reason::kCreateRefused, error.what()});
  }
}

LaunchResult ProcessJobRunner::Refuse(const Execution& execution, history::AttemptRecord record,
                                      const domain::Refusal& why) {
  record.ending = domain::Ending{.reason = why.reason,
                                 .message = base::CutText(why.message, kMessageBytes),
                                 .time = clock_.Now()};
  attempts_.RecordAttempt(history::RunNumber(execution.owner), record);
  Tell(record);
  return {.kind = LaunchResult::Kind::kRefused, .refusal = *record.ending};
}

void ProcessJobRunner::StartChildOf(const domain::ConcreteWork& work,
                                    const history::AttemptRecord& record,
                                    domain::InstanceId instance) {
  Running running{
      .child = StartChild(settings_.runner, ProcessEnvironment(work, settings_, folder_),
                          folder_.LogPath(record.job, record.attempt)),
      .started = record.start_time};
  const int handle = running.child.handle.Number();
  epoll_event event{.events = EPOLLIN, .data = {.fd = handle}};
  epoll_ctl(ended_.Number(), EPOLL_CTL_ADD, handle, &event);
  by_handle_[handle] = {instance, record.attempt};
  running_.emplace(engine::AttemptKey{instance, record.attempt}, std::move(running));
  short_since_.reset();
  news_.push_back(Seen(instance, record.attempt, record.start_time));
  Tell(record);
}

void ProcessJobRunner::Tell(const history::AttemptRecord& record) const {
  if (on_attempt) {
    on_attempt(record);
  }
}

void ProcessJobRunner::Stop(const Execution& /*execution*/,
                            const std::vector<domain::Stop>& stops) {
  for (const domain::Stop& stop : stops) {
    const auto found = running_.find({stop.instance, stop.attempt});
    if (found == running_.end()) {
      continue;
    }
    TellToEnd(found->second.child);
    if (stop.mode == domain::StopMode::kNow) {
      SignalProcess(found->second.child.handle, SIGINT);  // a second signal ends the grace period
    }
    found->second.stopped = true;
  }
}

void ProcessJobRunner::Release(const Execution& /*execution*/,
                               const std::vector<engine::AttemptKey>& /*attempts*/) {
  // The end of an attempt is recorded before it is reported, so nothing remains to be released.
}

std::vector<domain::AttemptSeen> CollectRemains(const history::RunRecord& record,
                                                const Execution& execution, const RunFolder& folder,
                                                history::History& history, domain::TimePoint now) {
  std::vector<domain::AttemptSeen> found;
  for (history::AttemptRecord attempt : record.attempts) {
    const auto instance = execution.Find(attempt.job);
    if (attempt.run_attempt != record.summary.attempt || !instance) {
      continue;
    }
    if (!attempt.ending) {
      Remains remains = ReadRemains(folder, attempt.job, attempt.attempt);
      remains.stopped = true;
      AddEnd(attempt, JudgeAttempt(remains, now));
      history.RecordAttempt(record.summary.id, attempt);
      unlink(folder.WordsPath(attempt.job, attempt.attempt).c_str());
    }
    domain::AttemptSeen seen = Seen(*instance, attempt.attempt, attempt.start_time);
    seen.ending = attempt.ending;
    found.push_back(std::move(seen));
  }
  return found;
}

}  // namespace executioner::local
