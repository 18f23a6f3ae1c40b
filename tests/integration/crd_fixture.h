/// \file
/// Tests of the CRDs against the API server of $KUBECONFIG: the CRDs of this tree are applied once,
/// and each test suite works in a namespace of its own.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "tests/integration/shell.h"

namespace executioner::tests {

/// Skips its tests when KUBECONFIG is not set.
class CrdTest : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  /// `kubectl` in the namespace of this suite, with the rest of the command line.
  static CommandResult Kubectl(const std::string& arguments);
  /// Like Kubectl, but again until it succeeds, for what the server publishes a moment after a CRD
  /// is established.
  static CommandResult KubectlUntilDone(const std::string& arguments);
  /// Applies a manifest. \param how  further arguments, such as "--dry-run=server"
  static CommandResult Apply(const std::string& manifest, const std::string& how = "");
  /// Applies a merge patch to the object. \param object  "workflows.executioner.dev/NAME"
  static CommandResult Patch(const std::string& object, const std::string& merge_patch);
  /// The same for its status, as the operator does.
  static CommandResult PatchStatus(const std::string& object, const std::string& merge_patch);
  /// One field, as JSONPath prints it.
  static std::string Field(const std::string& object, const std::string& json_path);
};

/// A Workflow of that name whose spec is the given lines, each indented by two spaces.
std::string WorkflowManifest(const std::string& name, const std::string& spec);

/// The same for a Job.
std::string JobManifest(const std::string& name, const std::string& spec);

}  // namespace executioner::tests
