#include "controller/runs/run_logs.h"

#include <algorithm>

#include "controller/adapters/local/run_folder.h"

namespace executioner::runs {

std::vector<history::AttemptRecord> ChooseLogs(const history::RunRecord& record,
                                               const LogChoice& choice) {
  std::vector<history::AttemptRecord> chosen;
  for (const history::AttemptRecord& attempt : record.attempts) {
    if ((!choice.job.empty() && attempt.job != choice.job) ||
        (choice.attempt > 0 && attempt.attempt != choice.attempt)) {
      continue;
    }
    std::erase_if(chosen, [&](const auto& other) { return other.job == attempt.job; });
    chosen.push_back(attempt);
  }
  return chosen;
}

std::optional<std::string> LogElsewhere(const Session& session, const State& state,
                                        const history::RunRecord& record,
                                        const history::AttemptRecord& attempt) {
  const auto of = std::ranges::find(record.run_attempts, attempt.run_attempt,
                                    &history::RunAttemptRecord::attempt);
  history::Request request{.host = attempt.host, .state_dir = attempt.state_dir};
  if (attempt.host.empty() && of != record.run_attempts.end()) {
    request = of->request;
  }
  const auto place = Elsewhere(session, state, request);
  return place ? std::optional(local::RunFolder(*place, record.summary.id)
                                   .LogPath(attempt.job, attempt.attempt))
               : std::nullopt;
}

}  // namespace executioner::runs
