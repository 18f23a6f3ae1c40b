// The results of manifests: the hash of each spec and the pods of its jobs, byte for byte.
#include <algorithm>
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/domain/validate.h"
#include "controller/engine/bind_attempt.h"
#include "controller/manifest/manifest.h"
#include "tests/golden/golden.h"

namespace executioner::pods {
namespace {

const std::filesystem::path kRoot = EXECUTIONER_SOURCE_DIR;

/// The hash, then a pod of the first attempt of each job; complaints if the spec has any.
std::string Describe(const manifest::ManifestObject& object) {
  manifest::SpecResult result = manifest::ReadSpec(object);
  std::string text = object.kind + " " + object.name + " " + result.spec_hash + "\n";
  std::vector<domain::Complaint> complaints = result.complaints;
  if (complaints.empty()) {
    complaints = domain::Validate(result.spec, {.allow_host_network = true});
  }
  for (const domain::Complaint& complaint : complaints) {
    text += complaint.path + ": " + complaint.message + "\n";
  }
  if (!complaints.empty()) {
    return text;
  }
  const Owner owner{.kind = object.kind, .ns = "team-a", .name = object.name, .uid = "6f1c0c7e-8"};
  const PodSettings settings{.runner_image = "runner:1", .limits = {.host_network = true}};
  const domain::Plan plan = domain::MakePlan(result.spec, result.spec_hash);
  for (const domain::NodeId node : plan.Jobs().Ids()) {
    text +=
        BuildPod(
            owner,
            std::get<domain::ConcreteWork>(domain::Bind(plan, node, engine::ValuesOf(owner, 2, 3))),
            settings) +
        "\n";
  }
  return text;
}

std::string DescribeAll(const std::filesystem::path& file) {
  std::string text;
  for (const auto& object :
       manifest::ReadManifest(golden::ReadFile(file), file.filename()).objects) {
    text += Describe(object);
  }
  return text;
}

TEST(GoldenCorpus, GivesTheSameHashesAndPods) {
  std::vector<std::filesystem::path> files;
  for (const auto& folder : {kRoot / "examples", kRoot / "tests/golden/corpus"}) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".yaml") {
        files.push_back(entry.path());
      }
    }
  }
  std::ranges::sort(files, {}, &std::filesystem::path::filename);
  ASSERT_GE(files.size(), 7U);
  for (const std::filesystem::path& file : files) {
    golden::Expect(DescribeAll(file), "corpus/" + file.stem().string() + ".txt");
  }
}

}  // namespace
}  // namespace executioner::pods
