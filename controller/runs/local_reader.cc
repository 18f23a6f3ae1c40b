#include "controller/runs/local_reader.h"

namespace executioner::runs {

std::vector<history::RunSummary> LocalReader::List(const history::RunFilter& filter) {
  return state_.history->List(filter);
}

history::RunRecord LocalReader::Find(const std::string& name) {
  return FindRun(*state_.history, name);
}

std::optional<history::RunRecord> LocalReader::Read(std::int64_t run) {
  return state_.history->Find(run);
}

std::string LocalReader::LogsOf(const history::RunRecord& record) {
  return runs::LogsOf(session_, state_, record);
}

}  // namespace executioner::runs
