/// \file
/// The fixture of tests with a real kubelet: the controller of this build works in the cluster of
/// $KUBECONFIG, and each test has its own namespace.
#pragma once

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/integration/shell.h"

namespace executioner::e2e {

using nlohmann::json;
using tests::CommandResult;

/// The controller process that all tests share; started by the first test, ended with the program.
class ControllerProcess {
 public:
  static ControllerProcess& Get();

  ControllerProcess(const ControllerProcess&) = delete;
  ControllerProcess& operator=(const ControllerProcess&) = delete;
  ControllerProcess(ControllerProcess&&) = delete;
  ControllerProcess& operator=(ControllerProcess&&) = delete;

  /// Kills it, like a power failure.
  void Kill();
  /// Starts or restarts it.
  void Start();
  /// Sends SIGTERM and waits. \return its exit code
  int Stop();

  const std::string& Log() const { return log_; }

 private:
  ControllerProcess();
  ~ControllerProcess();

  int pid_ = 0;
  std::string log_;
};

/// Skips its tests if there is no cluster or no controller.
class ClusterTest : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  /// Runs kubectl in the namespace of this test; if it fails, the test fails.
  std::string Kubectl(const std::string& arguments) const;
  CommandResult TryKubectl(const std::string& arguments) const;
  /// Applies a manifest given as JSON: a Workflow of this name and spec.
  void Apply(const std::string& name, const json& spec, const std::string& kind = "Workflow") const;
  /// Waits for a condition of a Workflow or Job. \return the object
  json Await(const std::string& name, const std::string& condition = "Finished",
             const std::string& kind = "workflow") const;
  /// Waits until the JSONPath of the object has the value.
  bool AwaitValue(const std::string& object, const std::string& json_path,
                  const std::string& value) const;
  json Get(const std::string& name, const std::string& kind = "workflow") const;
  /// Returns the entry of a job in the status.
  static json JobOf(const json& workflow, const std::string& job);
  /// Returns the log of the newest attempt of a job.
  std::string Logs(const json& workflow, const std::string& job) const;

  const std::string& Namespace() const { return namespace_; }

 private:
  std::string namespace_;
};

/// Returns a job that runs a script in busybox.
json ScriptJob(const std::string& name, const std::string& script,
               const json& more = json::object());

}  // namespace executioner::e2e
