#include "controller/runs/state.h"

#include <utility>

#include "controller/adapters/local/run_folder.h"
#include "controller/base/error.h"
#include "controller/standalone/state.h"

namespace executioner::runs {

State OpenPlace(const Session& session) {
  const auto variable = session.environment.find("EXECUTIONER_HISTORY");
  const std::string url = session.history.empty() && variable != session.environment.end()
                              ? variable->second
                              : session.history;
  const std::string directory = standalone::StateDirectory(session.environment);
  if (url.empty()) {
    return {.path = directory, .history = standalone::OpenHistory(directory, *session.clock)};
  }
  auto opened = standalone::OpenSharedHistory(directory, url, *session.clock);
  return {.path = std::move(opened.folder), .history = std::move(opened.history), .shared = true};
}

std::vector<std::int64_t> RecoverRuns(const Session& session, const State& state) {
  return standalone::RecoverRuns(state.path, *state.history, *session.clock,
                                 state.shared ? session.host : std::string());
}

std::optional<std::string> Elsewhere(const Session& session, const State& state,
                                     const history::Request& request) {
  const bool here =
      !state.shared || (request.host == session.host && request.state_dir == state.path);
  return here ? std::nullopt : std::optional(request.host + ":" + request.state_dir);
}

std::string LogsOf(const Session& session, const State& state, const history::RunRecord& record) {
  const std::optional<std::string> place =
      record.run_attempts.empty() ? std::nullopt
                                  : Elsewhere(session, state, record.run_attempts.back().request);
  return local::RunFolder(place.value_or(state.path), record.summary.id).path;
}

void RequireEndedOrHere(const Session& session, const State& state,
                        const history::RunRecord& record) {
  if (domain::IsEnded(record.summary.phase) || record.run_attempts.empty()) {
    return;
  }
  const history::Request& request = record.run_attempts.back().request;
  if (const auto place = Elsewhere(session, state, request)) {
    throw base::ConfigurationError(
        "run " + std::to_string(record.summary.id),
        "is " + std::string(domain::PhaseName(record.summary.phase)) + " on host " + request.host +
            ", state directory " + request.state_dir +
            ": do it there; when its program has died, 'executioner list' there ends the run");
  }
}

history::Request MakeRequest(const Session& session, std::string command, std::string reason) {
  return {.by = session.user,
          .host = session.host,
          .command = std::move(command),
          .reason = std::move(reason)};
}

history::Request MakeRequest(const Session& session, const State& state, std::string command) {
  history::Request request = MakeRequest(session, std::move(command), "");
  request.state_dir = state.path;
  return request;
}

}  // namespace executioner::runs
