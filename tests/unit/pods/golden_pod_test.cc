// Whole pods, one for each shape that a job can give them.
#include <gtest/gtest.h>

#include "tests/golden/golden.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using domain::Check;
using domain::CheckKind;
using domain::JobTemplate;
using testing::Build;
using Json = nlohmann::json;

void ExpectGolden(const Json& pod, const std::string& name) {
  golden::Expect(pod.dump(2) + "\n", name);
}

/// Copied into the container where image volumes are missing.
PodSettings InitContainer() {
  PodSettings settings = testing::ImageVolume();
  settings.injection = RunnerInjection::kInitContainer;
  settings.runner_pull_policy = "IfNotPresent";
  return settings;
}

TEST(GoldenPod, OfACommand) {
  const JobTemplate work{
      .image = "busybox:1",
      .command = {{"load", "--all"}},
      .env = {{.name = "ROWS", .value = "42"}},
      .timeout_seconds = 30,
      .pre_checks = {{Check{.kind = CheckKind::kFileExists, .path = "/in/rows.csv"}}}};
  ExpectGolden(Build(work), "pod-command.json");
}

TEST(GoldenPod, OfAScriptWhoseRunnerIsCopied) {
  const JobTemplate work{.image = "busybox:1",
                         .script = "echo \"$HOME costs $$5\"\n",
                         .shell = {{"/bin/bash", "-euc"}},
                         .working_dir = "/data"};
  ExpectGolden(Build(work, InitContainer()), "pod-script.json");
}

TEST(GoldenPod, OfAJobWithoutAWorkflowThatRunsItsImage) {
  Owner owner = testing::Etl();
  owner.kind = "Job";
  const JobTemplate work{.image = "example.com/etl:2", .args = {{"--run=$(workflow.run)"}}};
  ExpectGolden(Build(work, testing::ImageVolume(), owner), "pod-entrypoint.json");
}

TEST(GoldenPod, OfALaterAttemptWithChecksOnBothSides) {
  const JobTemplate work{
      .image = "busybox:1",
      .command = {{"load"}},
      .timeout_seconds = 600,
      .termination_grace_period_seconds = 60,
      .retry = domain::RetryPolicy{.limit = 3, .delay_seconds = 5},
      .pre_checks = {{Check{
          .kind = CheckKind::kCommand, .command = {"test", "-e", "/in"}, .timeout_seconds = 5}}},
      .post_checks = {{Check{.kind = CheckKind::kFilesLack,
                             .glob = "/logs/*.log",
                             .pattern = "ORA-|SP2-",
                             .require_match = false},
                       Check{.kind = CheckKind::kFileNotEmpty, .path = "/out/$(job.attempt)"}}}};
  const std::string pod =
      BuildPod(testing::Etl(), testing::Bound(work, testing::Etl(), {.run = 2, .attempt = 3}),
               testing::ImageVolume());
  ExpectGolden(Json::parse(pod), "pod-retry.json");
}

}  // namespace
}  // namespace executioner::pods
