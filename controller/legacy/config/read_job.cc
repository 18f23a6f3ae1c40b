#include "controller/legacy/config/read_job.h"

#include <algorithm>
#include <set>
#include <utility>

#include "controller/base/join.h"
#include "controller/domain/graph.h"
#include "controller/domain/named_graph.h"
#include "controller/domain/nearest_name.h"

namespace executioner::legacy {
namespace {

using Hints = std::map<std::string, std::string, std::less<>>;

constexpr Bounds kSeconds{.least = 0, .most = 31'536'000};

const std::vector<std::string>& Statuses() {
  static const std::vector<std::string> kStatuses{"ERROR", "FAILED", "TIMEOUT", "POSTCHECK_FAILED"};
  return kStatuses;
}

/// Words that no attempt ends with are what a typing mistake looks like.
void CheckStatuses(KeyReader& keys, const Retry& retry) {
  const std::vector<std::string> given =
      retry.on_status.value_or(std::vector<std::string>{"FAILED"});
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& status = given[i];
    if (std::ranges::count(Statuses(), status) == 0) {
      keys.Warn(domain::ItemPath("retry_on_status", i),
                "no attempt ends as '" + status +
                    "'; known: ERROR, FAILED, TIMEOUT, POSTCHECK_FAILED" +
                    domain::DidYouMean(domain::NearestName(status, Statuses())));
    }
  }
  if (retry.on_exit_codes && std::ranges::count(given, "FAILED") > 0) {
    keys.Warn("retry_on_exit_codes",
              "has no effect, because retry_on_status contains FAILED (the default) and either is "
              "enough; to retry these codes only, set a retry_on_status without it");
  }
}

const std::map<std::string, std::pair<CheckKind, const char*>, std::less<>>& KnownChecks() {
  static const std::map<std::string, std::pair<CheckKind, const char*>, std::less<>> kKnown{
      {"check_file_exists", {CheckKind::kFileExists, "path"}},
      {"check_no_ora_errors", {CheckKind::kNoOraErrors, "log_file"}},
      {"check_no_ora_or_sp2_errors", {CheckKind::kNoOraSpErrors, "log_file"}}};
  return kKnown;
}

std::string UnknownCheck(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [one, kind] : KnownChecks()) {
    names.push_back(one);
  }
  return "there is no check '" + name + "'; known: " + base::Join(names) +
         domain::DidYouMean(domain::NearestName(name, names));
}

std::optional<Check> ReadCheck(KeyReader& keys) {
  const std::string name = keys.RequiredText("name");
  const manifest::Value* const given = keys.Take("params");
  // Before the name is judged: a wrong key is worth a warning also in an unknown check.
  keys.Finish({});
  const auto known = KnownChecks().find(name);
  if (known == KnownChecks().end()) {
    if (!name.empty()) {
      keys.Error("name", UnknownCheck(name));
    }
    return std::nullopt;
  }
  const auto& [kind, parameter] = known->second;
  const manifest::Value* const value = given == nullptr ? nullptr : given->Find(parameter);
  const std::string* const path = value == nullptr ? nullptr : value->Text();
  if (path == nullptr || path->empty()) {
    keys.Error("params", name + " needs the parameter " + parameter + ", a text that is not empty");
    return std::nullopt;
  }
  if (given->Members()->size() > 1) {
    keys.Error("params", name + " takes no parameter but " + parameter);
  }
  return Check{.kind = kind, .path = *path};
}

std::vector<Check> ReadChecks(KeyReader& keys, std::string_view key) {
  std::vector<Check> checks;
  for (KeyReader& reader : keys.Objects(key)) {
    if (std::optional<Check> check = ReadCheck(reader)) {
      checks.push_back(std::move(*check));
    }
  }
  return checks;
}

std::vector<std::string> ReadDependencies(KeyReader& keys) {
  std::vector<std::string> dependencies;
  std::set<std::string> seen;
  for (std::string& id : keys.Texts("dependencies").value_or(std::vector<std::string>{})) {
    if (seen.insert(id).second) {  // given twice counts once, as it always did
      dependencies.push_back(std::move(id));
    }
  }
  return dependencies;
}

/// \return whether every id stands once
bool CheckIds(const Config& config, Findings& findings) {
  std::map<std::string, std::size_t> first;
  bool fine = true;
  for (std::size_t i = 0; i < config.jobs.size(); ++i) {
    const std::string& id = config.jobs[i].id;
    const auto [found, added] = first.emplace(id, i);
    if (id.empty()) {
      const std::string path = domain::ItemPath("jobs", i) + ".id";
      // A missing id was reported by the reader already.
      if (std::ranges::count(findings.errors.List(), path, &domain::Complaint::path) == 0) {
        findings.errors.Add(path, "is empty");
      }
      fine = false;
    } else if (!added) {
      findings.errors.Add(
          domain::ItemPath("jobs", i) + ".id",
          "'" + id + "' is given twice, first as " + domain::ItemPath("jobs", found->second));
      fine = false;
    }
  }
  return fine;
}

void CheckGraph(const Config& config, Findings& findings) {
  std::vector<std::string> ids;
  for (const Job& job : config.jobs) {
    ids.push_back(job.id);
  }
  // Ids are any text, so the rules for names of jobs do not apply; those for graphs do.
  const domain::NameIndex index(config.jobs, &Job::id);
  domain::Graph graph(config.jobs.size());
  for (std::size_t i = 0; i < config.jobs.size(); ++i) {
    for (const std::string& dependency : config.jobs[i].dependencies) {
      const int found = index.Find(dependency);
      if (found < 0) {
        findings.errors.Add(domain::ItemPath("jobs", i) + ".dependencies",
                            "'" + ids[i] + "' depends on '" + dependency +
                                "', which does not exist: correct or remove the name" +
                                findings.errors.Suggest(dependency, ids));
      } else {
        graph[i].push_back(found);
      }
    }
  }
  // All cycles at once, so that users need not correct one to find the next.
  for (const std::vector<int>& ring : domain::Rings(graph)) {
    std::string words;
    for (const int job : ring) {
      words += ids[domain::At(job)] + " -> ";
    }
    findings.errors.Add(domain::ItemPath("jobs", domain::At(ring.front())) + ".dependencies",
                        "jobs wait for each other: " + words + ids[domain::At(ring.front())]);
  }
}

}  // namespace

Retry ReadRetry(KeyReader& keys, const std::string& prefix) {
  const auto key = [&](const char* name) { return prefix + name; };
  Retry retry{
      .limit = keys.Whole(key("max_retries"), {.most = 1000}),
      .delay = keys.Number(key("retry_delay"), {.most = 86'400}),
      .backoff = keys.Number(key("retry_backoff"), {.most = 100}),
      .jitter = keys.Number(key("retry_jitter"), {.most = 1}),
      .longest = keys.Number(key("max_retry_time"), kSeconds),
      .on_exit_codes = keys.Wholes(key("retry_on_exit_codes")),
  };
  return retry;
}

std::optional<double> ReadTimeout(KeyReader& keys, std::string_view key) {
  const std::optional<double> seconds = keys.Number(key, kSeconds);
  if (seconds && *seconds == 0) {
    keys.Error(key, "must be greater than 0: the seconds that an attempt may take");
    return std::nullopt;
  }
  return seconds;
}

void WarnOfOverrides(KeyReader& keys, const std::map<std::string, std::string>& env) {
  static const std::set<std::string> kSystem{
      "PATH", "HOME",   "USER", "SHELL",           "PWD",        "OLDPWD",   "TERM", "DISPLAY",
      "LANG", "LC_ALL", "TZ",   "LD_LIBRARY_PATH", "PYTHONPATH", "JAVA_HOME"};
  for (const auto& [name, value] : env) {
    if (kSystem.contains(name)) {
      keys.Warn(domain::KeyPath("env_variables", name), "overrides the variable of the system");
    }
  }
}

Job ReadJob(KeyReader& keys) {
  static const Hints kHints{
      {"depends_on",
       "there is no such key, so the job waits for nothing; did you mean "
       "'dependencies'?"},
      {"continue_on_error", "there is no such key: give --continue-on-error on the command line"},
      {"name", "there is no such key; a job is named by 'id'"}};
  Job job{.id = keys.RequiredText("id"),
          .description = keys.Text("description").value_or(""),
          .command = keys.RequiredText("command"),
          .dependencies = ReadDependencies(keys),
          .timeout = ReadTimeout(keys, "timeout"),
          .env = keys.Variables("env_variables"),
          .pre_checks = ReadChecks(keys, "pre_checks"),
          .post_checks = ReadChecks(keys, "post_checks"),
          .retry = ReadRetry(keys, ""),
          .log_dir = keys.Text("log_dir").value_or("")};
  // Read here: the application has no such key.
  job.retry.on_status = keys.Texts("retry_on_status");
  CheckStatuses(keys, job.retry);
  WarnOfOverrides(keys, job.env);
  keys.Finish(kHints);
  return job;
}

void CheckJobs(const Config& config, Findings& findings) {
  if (CheckIds(config, findings)) {
    CheckGraph(config, findings);
  }
}

}  // namespace executioner::legacy
