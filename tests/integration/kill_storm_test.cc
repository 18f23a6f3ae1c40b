/// \file
/// The controller, or the API server, dies at random moments of a large run: the run ends as if
/// nothing had been.
#include <csignal>
#include <cstdlib>
#include <random>

#include "tests/integration/live_world.h"

namespace executioner::tests {
namespace {

class KillStorm : public LiveTest {
 protected:
  /// What a job's attempts are to end with; empty: the first one succeeds.
  std::map<std::string, std::vector<int>> scripts;

  /// Layers of jobs that wait for one to three of the layer before. Some fail once or twice and are
  /// retried, some fail for good and may.
  json Graph(int layers, int width, std::mt19937& random) {
    json jobs = json::array();
    for (int layer = 0; layer < layers; ++layer) {
      for (int place = 0; place < width; ++place) {
        std::vector<std::string> before;
        for (int i = 0; layer > 0 && i < 3; ++i) {
          const std::string name = Name(layer - 1, Draw(random, 0, width - 1));
          if (std::find(before.begin(), before.end(), name) == before.end()) {
            before.push_back(name);
          }
        }
        jobs.push_back(RandomJob(Name(layer, place), before, random));
      }
    }
    return {{"jobs", jobs}, {"parallelism", width / 2}};
  }

  static int Draw(std::mt19937& random, int least, int most) {
    return std::uniform_int_distribution(least, most)(random);
  }

  void ExpectTheScriptedEnd(const json& workflow) {
    ASSERT_TRUE(workflow.is_object()) << "it did not finish";
    EXPECT_EQ(workflow["status"]["phase"], "Succeeded");
    for (const auto& [job, script] : scripts) {
      const bool fails = !script.empty() && script.size() == kAttempts;
      const std::size_t attempts = fails ? script.size() : script.size() + 1;
      const json status = JobOf(workflow, job);
      EXPECT_EQ(status.value("phase", ""), fails ? "Failed" : "Succeeded") << status.dump();
      EXPECT_EQ(status.value("attempts", 0U), attempts) << status.dump();
      EXPECT_EQ(Witness().PodsOf(job), attempts) << job;
    }
    EXPECT_TRUE(Witness().AwaitReleased());
    for (const std::string& violation : Witness().Violations()) {
      ADD_FAILURE() << violation;
    }
  }

 private:
  static constexpr std::size_t kAttempts = 3;

  static std::string Name(int layer, int place) {
    return "j-" + std::to_string(layer) + "-" + std::to_string(place);
  }

  json RandomJob(const std::string& name, const std::vector<std::string>& before,
                 std::mt19937& random) {
    const int fate = Draw(random, 0, 99);
    const std::size_t failures = fate < 3 ? kAttempts : fate < 8 ? 2 : fate < 20 ? 1 : 0;
    scripts[name] = std::vector<int>(failures, 1);
    Kubelet().Script(name, scripts[name]);
    return LiveJob(name, before,
                   {{"retry", {{"limit", kAttempts - 1}, {"delaySeconds", 0}}},
                    {"allowFailure", failures == kAttempts}});
  }
};

TEST_F(KillStorm, ARunSurvivesTwentyDeathsOfTheController) {
  constexpr int kKills = 20;
  std::mt19937 random(3);  // the same graph and the same deaths each time
  CreateWorkflow("storm", Graph(10, 20, random));
  for (int kill = 0; kill < kKills; ++kill) {
    const int before = Witness().Events();
    const auto controller = Controller({"--leader-elect=false"});
    ASSERT_TRUE(Witness().AwaitEvents(before + Draw(random, 1, 40))) << "kill " << kill;
    controller->Signal(SIGKILL);
    EXPECT_EQ(controller->Wait(), 128 + SIGKILL);
    ASSERT_FALSE(Witness().IsFinished("storm")) << "after " << kill << " kills: too few events";
  }
  const auto controller = WorkingController();
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
}

TEST_F(KillStorm, ARunSurvivesARestartOfTheApiServer) {
  if (std::getenv("CLUSTER_STATE") == nullptr) {  // NOLINT(concurrency-mt-unsafe)
    GTEST_SKIP() << "only a cluster of tests/cluster may be hurt";
  }
  std::mt19937 random(4);
  const auto controller = WorkingController();
  CreateWorkflow("storm", Graph(6, 10, random));
  ASSERT_TRUE(Witness().AwaitEvents(60));
  const CommandResult restart = RunShell(
      "read -r pid rest <\"$CLUSTER_STATE/pid/kube-apiserver\" && kill -KILL $pid && "
      "tail --pid=$pid -f /dev/null && " EXECUTIONER_SOURCE_DIR "/tests/cluster/cluster.sh up-api");
  ASSERT_EQ(restart.exit_code, 0) << restart.output;
  ASSERT_FALSE(Witness().IsFinished("storm")) << "it ended too early to mean anything";
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
  controller->Signal(SIGTERM);
  EXPECT_EQ(controller->Wait(), 0);
}

}  // namespace
}  // namespace executioner::tests
