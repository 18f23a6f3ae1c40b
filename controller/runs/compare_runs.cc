#include "controller/runs/compare_runs.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "controller/domain/workflow_fields.h"
#include "controller/runs/manifest_diff.h"
#include "controller/runs/restore.h"
#include "controller/runs/run_json.h"
#include "controller/standalone/additions_json.h"

namespace executioner::runs {
namespace {

using Json = nlohmann::ordered_json;

const domain::JobStatus* Find(const history::RunRecord& run, const std::string& name) {
  const auto found = std::ranges::find(run.status.jobs, name, &domain::JobStatus::name);
  return found == run.status.jobs.end() ? nullptr : &*found;
}

/// As the manifest says, without what the command line added.
domain::Controls ControlsOf(const Restored& restored) {
  return manifest::ReadSpec(restored.checked.object).spec.controls;
}

/// As recorded, with words in place of the record's numbers; null when nothing is recorded.
Json ArgumentsJson(const history::RunRecord& run) {
  Json json = Json::parse(ArgumentsOf(run), nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) {
    return {};
  }
  if (const auto policy = standalone::ReadAdditions(ArgumentsOf(run)).failure_policy) {
    json["failurePolicy"] = domain::TextOf(domain::kFailurePolicies, *policy);
  }
  return json;
}

Json Milliseconds(const std::optional<base::Duration>& duration) {
  return duration ? Json(duration->count()) : Json();
}

}  // namespace

Comparison CompareRuns(history::RunRecord left, history::RunRecord right) {
  const Restored before = RestoreManifest(left);
  const Restored after = RestoreManifest(right);
  // Additions are not part of manifests, so the hash omits them.
  std::string manifest = before.checked.spec_hash == after.checked.spec_hash
                             ? ""
                             : ManifestDiff(before.checked.spec, after.checked.spec);
  manifest += ControlsDiff(ControlsOf(before), ControlsOf(after));
  return {.left = std::move(left), .right = std::move(right), .manifest = std::move(manifest)};
}

std::vector<JobPair> PairJobs(const history::RunRecord& left, const history::RunRecord& right) {
  std::vector<JobPair> pairs;
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

std::string ArgumentsOf(const history::RunRecord& run) {
  return run.run_attempts.empty() ? "" : run.run_attempts.back().source.arguments;
}

std::string ComparisonJson(const Comparison& comparison) {
  const history::RunRecord& left = comparison.left;
  const history::RunRecord& right = comparison.right;
  Json json{{"runs", Json::array({left.summary.id, right.summary.id})},
            {"manifest", Json::array()},
            {"arguments", Json::array({ArgumentsJson(left), ArgumentsJson(right)})},
            {"phase", Json::array({RunState(left.summary), RunState(right.summary)})},
            {"durationMs",
             Json::array({Milliseconds(Took(left.summary)), Milliseconds(Took(right.summary))})},
            {"jobs", Json::array()}};
  std::istringstream lines(comparison.manifest);
  for (std::string line; std::getline(lines, line);) {
    json["manifest"].push_back(line.substr(std::min(line.find_first_not_of(' '), line.size())));
  }
  for (const JobPair& pair : PairJobs(left, right)) {
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
  // Messages and names may hold any bytes; JSON is UTF-8.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace executioner::runs
