#include "controller/runs/run_logs.h"

namespace executioner::runs {

std::vector<history::AttemptRecord> ChooseLogs(const history::RunRecord& record,
                                               const LogChoice& choice) {
  std::vector<history::AttemptRecord> chosen;
  for (const history::AttemptRecord& attempt : record.attempts) {
    if (choice.Includes(attempt)) {
      std::erase_if(chosen, [&](const auto& other) { return other.job == attempt.job; });
      chosen.push_back(attempt);
    }
  }
  return chosen;
}

}  // namespace executioner::runs
