/// \file
/// A kubelet for a real API server without nodes: pods run and end as scripted.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/bench/door.h"
#include "tests/bench/writers.h"

namespace executioner::tests {

using nlohmann::json;

/// Each pod is Running and then Succeeded or Failed, in two writes. Safe from any thread.
class ScriptedKubelet {
 public:
  /// \param door  borrowed
  explicit ScriptedKubelet(bench::Door& door);

  /// Sets the exit codes of a job's attempts in order; later attempts exit with 0.
  void Script(const std::string& job, std::vector<int> exit_codes);

  /// Keeps the pods of this job Running until LetGo.
  void Hold(const std::string& job);
  void LetGo(const std::string& job);

  /// Takes a new pod. Never blocks; ignores known pods.
  void Take(const json& pod);

 private:
  void Run(const json& pod);
  void End(const json& pod);
  json WriteStatus(const json& pod, const json& status);
  int ExitCodeOf(const json& pod);

  bench::Door& door_;
  std::mutex mutex_;
  std::map<std::string, std::vector<int>> scripts_;
  std::set<std::string> held_jobs_;
  std::map<std::string, json> held_pods_;  // by job
  std::set<std::string> taken_;            // uids
  bench::Writers writers_;
};

/// Returns a label of a pod, or "". Pure.
std::string LabelOf(const json& pod, std::string_view label);

}  // namespace executioner::tests
