#include "controller/cli/context.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>

#include "controller/adapters/local/run_folder.h"
#include "controller/base/error.h"
#include "controller/cli/print_text.h"
#include "controller/domain/complaints.h"
#include "controller/domain/dag.h"
#include "controller/standalone/state.h"

namespace executioner::cli {
namespace {

int Complain(const char* what, int code) {
  std::fflush(stdout);
  PrintMessage(stderr, std::string("executioner: ") + what);
  return code;
}

/// "; the newest are 12 (etl), 11 (etl)", or that there is none.
std::string Newest(history::History& history) {
  std::string text;
  for (const history::RunSummary& run : history.List({.limit = 3})) {
    text += (text.empty() ? "" : ", ") + std::to_string(run.id) + " (" + run.name + ")";
  }
  return text.empty() ? "there are no runs yet" : "the newest are " + text;
}

/// Ends the error for an unknown run: a hint if the name is that of a job, or the newest runs.
std::string WithThatJob(history::History& history, const std::string& name) {
  const auto newest = history.List({.limit = 1});
  const auto latest = newest.empty() ? std::nullopt : history.Find(newest.front().id);
  if (!latest || std::ranges::count(latest->status.jobs, name, &domain::JobStatus::name) == 0) {
    return "; " + Newest(history);
  }
  const std::string run = std::to_string(latest->summary.id);
  return ", but run " + run + " (" + latest->summary.name +
         ") has a job of that name: a run comes first, as in 'executioner logs " + run + " " +
         name + "'";
}

/// The status is written now and then, the start of an attempt at once: what runs is known.
void TakeOpenAttempts(history::RunRecord& record) {
  if (domain::IsEnded(record.summary.phase)) {
    return;
  }
  for (const history::AttemptRecord& attempt : record.attempts) {
    const auto job = std::ranges::find(record.status.jobs, attempt.job, &domain::JobStatus::name);
    if (!attempt.ending && attempt.run_attempt == record.summary.attempt &&
        job != record.status.jobs.end() && !domain::IsEnded(job->phase)) {
      job->phase = domain::JobPhase::kRunning;
      job->reason = domain::Reason::kNone;
      job->message.clear();
      job->attempts = attempt.attempt;
      job->start_time = job->start_time.value_or(attempt.start_time);
    }
  }
}

}  // namespace

State OpenPlace(const Context& context) {
  const auto variable = context.environment.find("EXECUTIONER_HISTORY");
  const std::string url = context.history.empty() && variable != context.environment.end()
                              ? variable->second
                              : context.history;
  const std::string directory = standalone::StateDirectory(context.environment);
  if (url.empty()) {
    return {.path = directory, .history = standalone::OpenHistory(directory, *context.clock)};
  }
  auto opened = standalone::OpenSharedHistory(directory, url, *context.clock);
  return {.path = std::move(opened.folder), .history = std::move(opened.history), .shared = true};
}

State OpenState(const Context& context) {
  State state = OpenPlace(context);
  if (context.log_level == LogLevel::kDebug) {
    PrintMessage(stderr, std::string("executioner: runs are kept in ") +
                             (state.shared ? "PostgreSQL" : "history.db") + ", logs below " +
                             state.path);
  }
  for (const std::int64_t run :
       standalone::RecoverRuns(state.path, *state.history, *context.clock,
                               state.shared ? context.host : std::string())) {
    const std::string number = std::to_string(run);
    PrintMessage(stderr, "executioner: run " + number +
                             " was interrupted: its process died; 'executioner resume " + number +
                             "' continues it");
  }
  return state;
}

std::optional<std::string> Elsewhere(const Context& context, const State& state,
                                     const history::Request& request) {
  const bool here =
      !state.shared || (request.host == context.host && request.state_dir == state.path);
  return here ? std::nullopt : std::optional(request.host + ":" + request.state_dir);
}

std::string LogsOf(const Context& context, const State& state, const history::RunRecord& record) {
  const std::optional<std::string> place =
      record.run_attempts.empty() ? std::nullopt
                                  : Elsewhere(context, state, record.run_attempts.back().request);
  return local::RunFolder(place.value_or(state.path), record.summary.id).path;
}

void RequireEndedOrHere(const Context& context, const State& state,
                        const history::RunRecord& record) {
  if (domain::IsEnded(record.summary.phase) || record.run_attempts.empty()) {
    return;
  }
  const history::Request& request = record.run_attempts.back().request;
  if (const auto place = Elsewhere(context, state, request)) {
    throw base::ConfigurationError(
        "run " + std::to_string(record.summary.id),
        "is " + std::string(domain::PhaseName(record.summary.phase)) + " on host " + request.host +
            ", state directory " + request.state_dir +
            ": do it there; when its program has died, 'executioner list' there ends the run");
  }
}

history::RunRecord FindRun(history::History& history, const std::string& name) {
  if (name.empty()) {
    throw NotFoundError("a run has a number or a name; " + Newest(history));
  }
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc{} || end != name.data() + name.size()) {
    const auto newest = history.List({.name = name == "latest" ? "" : name, .limit = 1});
    number = newest.empty() ? 0 : newest.front().id;
  }
  auto record = history.Find(number);
  if (!record) {
    throw NotFoundError("there is no run " + name + WithThatJob(history, name));
  }
  TakeOpenAttempts(*record);
  return std::move(*record);
}

void RequireJobs(std::int64_t run, const std::vector<std::string>& known,
                 const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::ranges::count(known, name) == 0) {
      throw NotFoundError("run " + std::to_string(run) + " has no job '" + name + "'" +
                          domain::DidYouMean(domain::NearestName(name, known)));
    }
  }
}

std::vector<std::string> JobNames(const history::RunRecord& record) {
  std::vector<std::string> names;
  names.reserve(record.status.jobs.size());
  for (const domain::JobStatus& job : record.status.jobs) {
    names.push_back(job.name);
  }
  return names;
}

history::Request MakeRequest(const Context& context, std::string command, std::string reason) {
  return {.by = context.user,
          .host = context.host,
          .command = std::move(command),
          .reason = std::move(reason)};
}

history::Request MakeRequest(const Context& context, const State& state, std::string command) {
  history::Request request = MakeRequest(context, std::move(command), "");
  request.state_dir = state.path;
  return request;
}

int Guard(const std::function<int()>& command) {
  try {
    return command();
  } catch (const NotFoundError& error) {
    return Complain(error.what(), kNotFound);
  } catch (const base::ConfigurationError& error) {
    return Complain(error.what(), kUsage);
  } catch (const base::DependencyError& error) {
    return Complain(error.what(), kInvalidManifest);
  } catch (const base::ExecutionerError& error) {
    return Complain(error.what(), kBackendUnreachable);
  }
}

}  // namespace executioner::cli
