/// \file
/// Where local runs are kept, and what of them was left behind.
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

/// $EXECUTIONER_STATE_DIR, else $XDG_STATE_HOME/executioner, else ~/.local/state/executioner. Pure.
/// \throws base::ConfigurationError  when none of the three is set, or the first is not absolute
std::string StateDirectory(const domain::Environment& environment);

/// Opens the history of a state directory, and makes both when there are none.
/// \throws base::StoreError
std::unique_ptr<history::History> OpenHistory(const std::string& state, const base::Clock& clock);

/// A history that several hosts share, and the folder for logs and locks of its runs on this one.
struct SharedHistory {
  std::unique_ptr<history::History> history = {};
  std::string folder = {};
};

/// Opens a history in PostgreSQL. Its folder lies in the state directory and is named after the
/// history, so that runs of several histories, which have the same numbers, stay apart.
/// \param url  "postgres://…"
/// \throws base::ConfigurationError, base::MissingLibraryError, base::StoreError
SharedHistory OpenSharedHistory(const std::string& state, const std::string& url,
                                const base::Clock& clock);

/// Ends what runs left behind whose program has died: their orphans are killed, the outcomes that
/// they still reached are taken in, and the runs are on record as Cancelled, Interrupted; or as
/// they ended, when only that was missing. \return the numbers of those that were interrupted
/// \param state  the folder with logs and locks
/// \param host   of a shared history: only runs of this host and folder are looked after, as
///               nobody else can tell whether their programs live. "": all runs are from here
std::vector<std::int64_t> RecoverRuns(const std::string& state, history::History& history,
                                      const base::Clock& clock, const std::string& host = "");

}  // namespace executioner::standalone
