/// \file
/// A namespace of the API server of $KUBECONFIG, with a kubelet, a witness, and the controller as a
/// separate process. For a control plane without nodes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/bench/child_process.h"
#include "tests/bench/door.h"
#include "tests/integration/live_watch.h"
#include "tests/integration/run_witness.h"
#include "tests/integration/scripted_kubelet.h"
#include "tests/integration/shell.h"

namespace executioner::tests {

using bench::ChildProcess;

/// Log messages of the controller when its caches are filled, and when it begins to work.
inline constexpr const char* kReady = "the caches are filled";
inline constexpr const char* kWorks = "the workers start";

/// Long enough on the slowest machine.
inline constexpr std::chrono::seconds kLongEnough{60};

/// Returns the path of the program under test: $EXECUTIONER_BINARY. Default: the program of this
/// build.
std::string Binary();

/// Skips its tests without KUBECONFIG; creates a namespace for each test and deletes it afterwards.
class LiveTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Starts a controller for this namespace with additional flags; does not wait.
  std::unique_ptr<ChildProcess> Controller(std::vector<std::string> flags = {}) const;
  /// The same without leader election; waits until it works.
  std::unique_ptr<ChildProcess> WorkingController() const;
  /// Starts one of several replicas for this namespace, of which the leader works; does not wait.
  /// Four seconds after the death of a leader there is another.
  std::unique_ptr<ChildProcess> Replica(std::vector<std::string> flags = {}) const;

  CommandResult Kubectl(const std::string& arguments) const;
  void CreateWorkflow(const std::string& name, const json& spec);
  static json JobOf(const json& workflow, const std::string& job);

  const std::string& Namespace() const { return namespace_; }

  RunWitness& Witness() { return witness_; }

  ScriptedKubelet& Kubelet() { return *kubelet_; }

 private:
  std::string namespace_;
  RunWitness witness_;
  std::unique_ptr<bench::Door> door_;
  std::unique_ptr<ScriptedKubelet> kubelet_;
  std::vector<std::unique_ptr<LiveWatch>> watches_;
};

/// Returns a value of a JSON log line that contains the text; "" if there is no such line.
std::string FieldOf(const ChildProcess& process, const std::string& text, const std::string& field);

/// Returns a job that the kubelet can run.
json LiveJob(const std::string& name, const std::vector<std::string>& depends_on = {},
             const json& more = json::object());

}  // namespace executioner::tests
