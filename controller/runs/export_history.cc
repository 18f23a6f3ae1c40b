#include "controller/runs/export_history.h"

#include <algorithm>
#include <vector>

#include "controller/base/join.h"
#include "controller/base/utf8.h"
#include "controller/runs/run_json.h"

namespace executioner::runs {
namespace {

/// A job's last output may be anything; a file of text may not.
std::string ValidUtf8(const std::string& text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = base::Utf8Length(text, at);
    valid += length > 0 ? text.substr(at, length) : std::string(base::kReplacementCharacter);
    at += std::max<std::size_t>(length, 1);
  }
  return valid;
}

std::string Cell(const std::string& raw) {
  std::string text = ValidUtf8(raw);
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char letter : text) {
    // RFC 4180: inside a quoted cell quotes are doubled.
    quoted += letter == '"' ? "\"\"" : std::string(1, letter);
  }
  return quoted + "\"";
}

std::string Line(const std::vector<std::string>& cells) {
  return base::Join(cells, ",", Cell) + "\n";
}

template <typename Number>
std::string NumberText(const std::optional<Number>& number) {
  return number ? std::to_string(*number) : "";
}

}  // namespace

std::string CsvHeader() {
  return "run,kind,name,runAttempt,phase,job,attempt,startTime,completionTime,durationMs,reason,"
         "exitCode,maxRssKb,cpuMs,message\n";
}

std::string CsvRows(const history::RunRecord& run) {
  std::string rows;
  for (const history::AttemptRecord& attempt : run.attempts) {
    const domain::Ending ending = attempt.ending.value_or(domain::Ending{});
    rows += Line({std::to_string(run.summary.id), run.summary.kind, run.summary.name,
                  std::to_string(attempt.run_attempt), RunState(run.summary), attempt.job,
                  std::to_string(attempt.attempt), base::FormatMilliTime(attempt.start_time),
                  attempt.ending ? base::FormatMilliTime(ending.time) : "",
                  attempt.ending ? std::to_string((ending.time - attempt.start_time).count()) : "",
                  std::string(domain::ReasonName(ending.reason)), NumberText(ending.exit_code),
                  NumberText(attempt.max_rss_kb), NumberText(attempt.cpu_ms), ending.message});
  }
  return rows;
}

}  // namespace executioner::runs
