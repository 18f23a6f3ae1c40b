#include "controller/cli/run_diff.h"

#include <algorithm>
#include <functional>
#include <sstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "controller/cli/additions_flags.h"
#include "controller/cli/live_view.h"
#include "controller/cli/text_table.h"
#include "controller/runs/run_json.h"
#include "controller/standalone/additions_json.h"

namespace executioner::cli {
namespace {

using Json = nlohmann::ordered_json;
using MaybeDuration = std::optional<base::Duration>;

/// A job as both runs have it; null: one does not.
struct Pair {
  std::string name = {};
  const domain::JobStatus* left = nullptr;
  const domain::JobStatus* right = nullptr;
};

const domain::JobStatus* Find(const history::RunRecord& run, const std::string& name) {
  const auto found = std::ranges::find(run.status.jobs, name, &domain::JobStatus::name);
  return found == run.status.jobs.end() ? nullptr : &*found;
}

std::vector<Pair> Pairs(const history::RunRecord& left, const history::RunRecord& right) {
  std::vector<Pair> pairs;
  for (const domain::JobStatus& job : left.status.jobs) {
    pairs.push_back({.name = job.name, .left = &job, .right = Find(right, job.name)});
  }
  for (const domain::JobStatus& job : right.status.jobs) {
    if (Find(left, job.name) == nullptr) {
      pairs.push_back({.name = job.name, .right = &job});
    }
  }
  return pairs;
}

template <typename Timed>
MaybeDuration Took(const Timed& timed) {
  return timed.start_time && timed.completion_time
             ? MaybeDuration(*timed.completion_time - *timed.start_time)
             : std::nullopt;
}

MaybeDuration Took(const domain::JobStatus* job) {
  return job == nullptr ? std::nullopt : Took(*job);
}

std::string PhaseOf(const domain::JobStatus* job) {
  return job == nullptr ? "-" : std::string(domain::PhaseName(job->phase));
}

std::string Text(const MaybeDuration& duration) {
  return duration ? DurationText(*duration) : "-";
}

/// "+1.2 s", "-3 min 2 s", "0.0 s"; "" when one of the two is not known.
std::string Change(const MaybeDuration& before, const MaybeDuration& after) {
  if (!before || !after) {
    return {};
  }
  const base::Duration change = *after - *before;
  const std::string text = DurationText(change < base::Duration{} ? -change : change);
  if (text == DurationText({})) {
    return text;  // a change too small to be shown has no direction
  }
  return (change < base::Duration{} ? "-" : "+") + text;
}

std::string ArgumentsOf(const history::RunRecord& run) {
  return run.run_attempts.empty() ? "" : run.run_attempts.back().source.arguments;
}

std::string ArgumentsText(const history::RunRecord& run) {
  return AdditionsText(standalone::ReadAdditions(ArgumentsOf(run)));
}

/// As recorded, with words in place of the record's numbers; null when nothing is recorded.
Json ArgumentsJson(const history::RunRecord& run) {
  Json json = Json::parse(ArgumentsOf(run), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    return {};
  }
  if (const auto policy = standalone::ReadAdditions(ArgumentsOf(run)).failure_policy) {
    json["failurePolicy"] = PolicyWord(*policy);
  }
  return json;
}

Json Milliseconds(const MaybeDuration& duration) {
  return duration ? Json(duration->count()) : Json();
}

}  // namespace

std::string RunDiffText(const history::RunRecord& left, const history::RunRecord& right,
                        const std::string& manifest) {
  const std::string in_left = ", RUN " + std::to_string(left.summary.id);
  const std::string in_right = ", RUN " + std::to_string(right.summary.id);
  std::vector<std::vector<std::string>> rows{
      {"JOB", "PHASE" + in_left, "PHASE" + in_right, "DURATION" + in_left, "DURATION" + in_right,
       "CHANGE"},
      {"(whole run)", runs::RunState(left.summary), runs::RunState(right.summary),
       Text(Took(left.summary)), Text(Took(right.summary)),
       Change(Took(left.summary), Took(right.summary))}};
  for (const Pair& pair : Pairs(left, right)) {
    rows.push_back({pair.name, PhaseOf(pair.left), PhaseOf(pair.right), Text(Took(pair.left)),
                    Text(Took(pair.right)), Change(Took(pair.left), Took(pair.right))});
  }
  std::string text = manifest.empty() ? "manifest: the same\n" : "manifest:\n" + manifest;
  if (ArgumentsText(left) != ArgumentsText(right)) {
    text += "arguments: " + ArgumentsText(left) + ", then " + ArgumentsText(right) + "\n";
  }
  return text + "\n" + TextTable(rows);
}

std::string RunDiffJson(const history::RunRecord& left, const history::RunRecord& right,
                        const std::string& manifest) {
  Json json{{"runs", Json::array({left.summary.id, right.summary.id})},
            {"manifest", Json::array()},
            {"arguments", Json::array({ArgumentsJson(left), ArgumentsJson(right)})},
            {"phase", Json::array({runs::RunState(left.summary), runs::RunState(right.summary)})},
            {"durationMs",
             Json::array({Milliseconds(Took(left.summary)), Milliseconds(Took(right.summary))})},
            {"jobs", Json::array()}};
  std::istringstream lines(manifest);
  for (std::string line; std::getline(lines, line);) {
    json["manifest"].push_back(line.substr(std::min(line.find_first_not_of(' '), line.size())));
  }
  for (const Pair& pair : Pairs(left, right)) {
    const auto phase = [](const domain::JobStatus* job) {
      return job == nullptr ? Json() : Json(domain::PhaseName(job->phase));
    };
    const auto attempts = [](const domain::JobStatus* job) {
      return job == nullptr ? Json() : Json(job->attempts);
    };
    json["jobs"].push_back({{"name", pair.name},
                            {"phase", Json::array({phase(pair.left), phase(pair.right)})},
                            {"attempts", Json::array({attempts(pair.left), attempts(pair.right)})},
                            {"durationMs", Json::array({Milliseconds(Took(pair.left)),
                                                        Milliseconds(Took(pair.right))})}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace executioner::cli
