/// \file
/// Port: runs to read, wherever they are kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/history/history.h"
#include "controller/runs/find_run.h"

namespace executioner::runs {

/// Used from one thread. Every function throws base::StoreError when runs cannot be read.
class RunReader {
 public:
  virtual ~RunReader() = default;

  /// Newest first.
  virtual std::vector<history::RunSummary> List(const history::RunFilter& filter) = 0;

  /// The run that a person named, as FindRun does.
  /// \throws NotFoundError
  virtual history::RunRecord Find(const std::string& name) = 0;

  /// A run of List, as it was last recorded; nothing when it was removed meanwhile.
  virtual std::optional<history::RunRecord> Read(std::int64_t run) = 0;

  /// The folder of a run's logs, with the host in front when that is another one.
  virtual std::string LogsOf(const history::RunRecord& record) = 0;
};

}  // namespace executioner::runs
