/// \file
/// The runs of a history of this machine, or of one that it shares.
#pragma once

#include <utility>

#include "controller/runs/run_reader.h"
#include "controller/runs/state.h"

namespace executioner::runs {

class LocalReader final : public RunReader {
 public:
  /// \param session  borrowed
  LocalReader(const Session& session, State state) : session_(session), state_(std::move(state)) {}

  std::vector<history::RunSummary> List(const history::RunFilter& filter) override;
  history::RunRecord Find(const std::string& name) override;
  std::optional<history::RunRecord> Read(std::int64_t run) override;
  std::string LogsOf(const history::RunRecord& record) override;

 private:
  const Session& session_;
  State state_;
};

}  // namespace executioner::runs
