/// \file
/// Tests of the CRDs against the API server of $KUBECONFIG: the CRDs of this tree are applied once,
/// and each test suite has its own namespace.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "tests/integration/shell.h"

namespace executioner::tests {

/// Skips its tests if KUBECONFIG is not set.
class CrdTest : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  /// Runs kubectl in the namespace of this suite.
  static CommandResult Kubectl(const std::string& arguments);
  /// Like Kubectl, but retries until it succeeds, for data that the server publishes shortly after
  /// a CRD is established.
  static CommandResult KubectlUntilDone(const std::string& arguments);
  /// Applies a manifest. \param how  further arguments, such as "--dry-run=server"
  static CommandResult Apply(const std::string& manifest, const std::string& how = "");
  /// Applies a merge patch to the object. \param object  "workflows.executioner.dev/NAME"
  static CommandResult Patch(const std::string& object, const std::string& merge_patch);
  /// The same for the status, like the operator.
  static CommandResult PatchStatus(const std::string& object, const std::string& merge_patch);
  /// Returns one field, as printed by JSONPath.
  static std::string Field(const std::string& object, const std::string& json_path);
};

/// Returns a Workflow with this name and spec; the lines of the spec are indented by two spaces.
std::string WorkflowManifest(const std::string& name, const std::string& spec);

/// The same for a Job.
std::string JobManifest(const std::string& name, const std::string& spec);

}  // namespace executioner::tests
