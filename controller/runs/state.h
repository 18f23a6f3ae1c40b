/// \file
/// Where runs of this machine are kept, and on which machine a run lives.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/history/history.h"
#include "controller/runs/session.h"

namespace executioner::runs {

/// The state of local runs.
struct State {
  std::string path = {};  ///< of logs and locks
  std::unique_ptr<history::History> history = {};
  bool shared = false;  ///< with other hosts
};

/// Opens the history that the session names, and leaves runs as they are.
/// \throws base::ConfigurationError, base::StoreError
State OpenPlace(const Session& session);

/// Ends runs whose program has died and cleans up after them, see standalone::RecoverRuns.
/// \return the numbers of those that were interrupted
/// \throws base::StoreError
std::vector<std::int64_t> RecoverRuns(const Session& session, const State& state);

/// Where the logs of a run attempt lie, when that is not this state directory: "db2:/var/lib/x".
/// \return nothing when they are here
std::optional<std::string> Elsewhere(const Session& session, const State& state,
                                     const history::Request& request);

/// The folder of a run's logs, with the host in front when that is another one.
std::string LogsOf(const Session& session, const State& state, const history::RunRecord& record);

/// Refuses a run that is active on another host: this one cannot tell whether its program lives.
/// \throws base::ConfigurationError  naming the host
void RequireEndedOrHere(const Session& session, const State& state,
                        const history::RunRecord& record);

/// Who asks, for the record.
history::Request MakeRequest(const Session& session, std::string command, std::string reason);

/// Who begins an attempt of a run, and where its logs will lie.
history::Request MakeRequest(const Session& session, const State& state, std::string command);

}  // namespace executioner::runs
