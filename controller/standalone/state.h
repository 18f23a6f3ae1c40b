/// \file
/// The state of local runs, and the recovery of abandoned runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/expand_env.h"
#include "controller/history/history.h"

namespace executioner::standalone {

/// The value of a variable; "" if it is not set. Pure.
std::string Variable(const domain::Environment& environment, std::string_view name);

/// Returns $EXECUTIONER_STATE_DIR; default: $XDG_STATE_HOME/executioner, or
/// ~/.local/state/executioner. Pure.
/// \throws base::ConfigurationError  if none of the variables is set, or the first is not absolute
std::string StateDirectory(const domain::Environment& environment);

/// Opens the history of a state directory; creates both if they do not exist.
/// \throws base::StoreError
std::unique_ptr<history::History> OpenHistory(const std::string& state, const base::Clock& clock);

/// A history that several hosts share, and the folder for logs and locks of its runs on this host.
struct SharedHistory {
  std::unique_ptr<history::History> history = {};
  std::string folder = {};
};

/// Opens a history in PostgreSQL. Its folder is in the state directory and named after the history,
/// so that runs of several histories do not conflict.
/// \param url  "postgres://…"
/// \throws base::ConfigurationError, base::MissingLibraryError, base::StoreError
SharedHistory OpenSharedHistory(const std::string& state, const std::string& url,
                                const base::Clock& clock);

/// Ends runs whose program has died: kills their orphans, collects the outcomes of their jobs, and
/// records the runs as Cancelled with reason Interrupted, or with their outcome if only the record
/// of their end was missing. \return the numbers of the interrupted runs
/// \param state  the folder with logs and locks
/// \param host   for a shared history: only runs of this host and folder are recovered, because
/// only this host knows whether their programs are alive. "": all runs are local
std::vector<std::int64_t> RecoverRuns(const std::string& state, history::History& history,
                                      const base::Clock& clock, const std::string& host = "");

}  // namespace executioner::standalone
