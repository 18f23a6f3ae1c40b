/// \file
/// Controllers, or the API server, die at random moments of a large run: the run ends as if nothing
/// had been.
#include <array>
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
        jobs.push_back(RandomJob(Name(layer, place), Before(layer, width, random), random));
      }
    }
    return {{"jobs", jobs}, {"parallelism", width / 2}};
  }

  /// Up to three jobs of the layer before.
  static std::vector<std::string> Before(int layer, int width, std::mt19937& random) {
    std::vector<std::string> before;
    for (int i = 0; layer > 0 && i < 3; ++i) {
      const std::string name = Name(layer - 1, Draw(random, 0, width - 1));
      if (std::find(before.begin(), before.end(), name) == before.end()) {
        before.push_back(name);
      }
    }
    return before;
  }

  /// What somebody who may create and label pods does to a run that nobody watches over: a pod
  /// without owner that looks like a success, with an absurd number or that of the real one, and
  /// labels of real pods that are gone or wrong.
  void Vandalize(std::mt19937& random) {
    static constexpr std::array kDamages{
        "executioner.dev/run-", "executioner.dev/job-", "executioner.dev/attempt=2147483647",
        "executioner.dev/released=true", "executioner.dev/owner-uid=somebody"};
    static constexpr std::array kAttempts{"1", "2", "2147483647"};
    const std::string uid =
        Kubectl("get workflows.executioner.dev storm -o jsonpath={.metadata.uid}").output;
    const std::string job = Name(Draw(random, 0, 5), Draw(random, 0, 9));
    const json forged = {
        {"apiVersion", "v1"},
        {"kind", "Pod"},
        {"metadata",
         {{"generateName", "forged-"},
          {"annotations", {{kHostile, ""}}},
          {"labels",
           {{"executioner.dev/owner-uid", uid},
            {"executioner.dev/job", job},
            {"executioner.dev/run", "1"},
            {"executioner.dev/attempt", kAttempts.at(Pick(random, kAttempts.size()))}}}}},
        {"spec", {{"containers", {{{"name", "job"}, {"image", "test.local/forged"}}}}}}};
    const TempFile file(forged.dump(), "forged.json");
    const CommandResult made = Kubectl("create -o name -f " + file.Path());
    EXPECT_EQ(made.exit_code, 0) << made.output;
    Kubectl("patch --subresource=status --type=merge -p '{\"status\":{\"phase\":\"Succeeded\"}}' " +
            made.output.substr(0, made.output.find('\n')));
    Kubectl("label --overwrite pods -l executioner.dev/job=" + job + ",executioner.dev/workflow " +
            std::string(kDamages.at(Pick(random, kDamages.size()))));
  }

  static std::size_t Pick(std::mt19937& random, std::size_t count) {
    return static_cast<std::size_t>(Draw(random, 0, static_cast<int>(count) - 1));
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

TEST_F(KillStorm, ARunSurvivesTheDeathsOfEitherOfTwoReplicas) {
  constexpr int kKills = 12;
  std::mt19937 random(5);
  std::array replicas{Replica(), Replica()};
  CreateWorkflow("storm", Graph(10, 20, random));
  for (int kill = 0; kill < kKills; ++kill) {
    const int before = Witness().Events();
    ASSERT_TRUE(Witness().AwaitEvents(before + Draw(random, 1, 60))) << "kill " << kill;
    ASSERT_FALSE(Witness().IsFinished("storm")) << "after " << kill << " kills: too few events";
    auto& replica = replicas.at(static_cast<std::size_t>(Draw(random, 0, 1)));
    replica->Signal(SIGKILL);
    EXPECT_EQ(replica->Wait(), 128 + SIGKILL);
    replica = Replica();
  }
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
}

TEST_F(KillStorm, ALeaderThatWakesUpAfterItsSuccessorBeganDoesNoHarm) {
  std::mt19937 random(6);
  const auto old = Replica();
  ASSERT_TRUE(old->AwaitLine(kWorks, kLongEnough));
  Kubelet().Hold("j-5-0");  // or the run might end before the old one wakes up
  CreateWorkflow("storm", Graph(6, 10, random));
  ASSERT_TRUE(Witness().AwaitEvents(40));
  old->Signal(SIGSTOP);
  const auto successor = Replica();
  EXPECT_TRUE(successor->AwaitLine(kWorks, kLongEnough));
  ASSERT_TRUE(Witness().AwaitEvents(Witness().Events() + 20));
  old->Signal(SIGCONT);
  EXPECT_NE(old->Wait(), 0) << "it lost the lease and must say so";
  Kubelet().LetGo("j-5-0");
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
}

TEST_F(KillStorm, ARunSurvivesVandalsBetweenTheDeathsOfTheController) {
  constexpr int kKills = 8;  // the run advances while the vandals are at work
  std::mt19937 random(8);
  CreateWorkflow("storm", Graph(10, 20, random));
  for (int kill = 0; kill < kKills; ++kill) {
    const int before = Witness().Events();
    const auto controller = Controller({"--leader-elect=false"});
    ASSERT_TRUE(Witness().AwaitEvents(before + Draw(random, 1, 25))) << "kill " << kill;
    Vandalize(random);
    controller->Signal(SIGKILL);
    EXPECT_EQ(controller->Wait(), 128 + SIGKILL);
    Vandalize(random);
    ASSERT_FALSE(Witness().IsFinished("storm")) << "after " << kill << " kills: too few events";
  }
  const auto controller = WorkingController();
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
}

/// The API server itself is hurt, which only that of tests/cluster may be.
class ApiServerStorm : public KillStorm {
 protected:
  void SetUp() override {
    ASSERT_NE(std::getenv("CLUSTER_STATE"), nullptr)  // NOLINT(concurrency-mt-unsafe)
        << "run 'make integration', which makes an API server of its own";
    KillStorm::SetUp();
  }

  static void KillApiServer() {
    ExpectSuccess(
        "read -r pid rest <\"$CLUSTER_STATE/pid/kube-apiserver\" && kill -KILL $pid && "
        "tail --pid=$pid -f /dev/null");
  }

  static void StartApiServer() {
    ExpectSuccess(EXECUTIONER_SOURCE_DIR "/tests/cluster/cluster.sh up-api");
  }

  /// Takes from etcd all versions but the newest.
  static void CompactEtcd() {
    ExpectSuccess(
        ". \"$CLUSTER_STATE/net\" && post() { curl -sSf http://$LO:2379/v3/kv/$1 -d \"$2\"; } && "
        "revision=$(post range '{\"key\":\"AA==\"}' | sed "
        "'s/.*\"revision\":\"\\([0-9]*\\)\".*/\\1/') && "
        "post compaction \"{\\\"revision\\\":$revision,\\\"physical\\\":true}\"");
  }

 private:
  static void ExpectSuccess(const std::string& command_line) {
    const CommandResult result = RunShell(command_line);
    EXPECT_EQ(result.exit_code, 0) << result.output;
  }
};

TEST_F(ApiServerStorm, ARunSurvivesARestart) {
  std::mt19937 random(4);
  const auto controller = WorkingController();
  Kubelet().Hold("j-5-0");  // or the run might end before the server dies
  CreateWorkflow("storm", Graph(6, 10, random));
  ASSERT_TRUE(Witness().AwaitEvents(60));
  KillApiServer();
  StartApiServer();
  Kubelet().LetGo("j-5-0");
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
  controller->Signal(SIGTERM);
  EXPECT_EQ(controller->Wait(), 0);
}

TEST_F(ApiServerStorm, ARunSurvivesTheLossOfItsWatchVersions) {
  std::mt19937 random(7);
  const auto controller = WorkingController();
  CreateWorkflow("storm", Graph(6, 10, random));
  ASSERT_TRUE(Witness().AwaitEvents(100));
  const std::string released = "pods -l executioner.dev/released=true";
  Kubectl("get " + released + " --watch -o name | head -n 1");  // until there is one
  controller->Signal(SIGSTOP);
  // What happens now is in no version that it can ever ask for.
  const CommandResult deleted = Kubectl("delete " + released);
  ASSERT_NE(deleted.output.find("deleted"), std::string::npos) << deleted.output;
  KillApiServer();
  CompactEtcd();
  StartApiServer();
  controller->Signal(SIGCONT);
  EXPECT_TRUE(controller->AwaitLine("the resource version of the watch has expired", kLongEnough));
  ExpectTheScriptedEnd(Witness().AwaitFinished("storm"));
}

}  // namespace
}  // namespace executioner::tests
