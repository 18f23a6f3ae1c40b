/// \file
/// Pods that look like those of a run, and pods of a run that somebody changes.
#include <array>
#include <csignal>

#include "tests/integration/live_world.h"

namespace executioner::tests {
namespace {

class ForeignPods : public LiveTest {
 protected:
  void SetUp() override {
    LiveTest::SetUp();
    if (IsSkipped()) {
      return;
    }
    other_ = Namespace() + "-other";
    ASSERT_EQ(RunShell("kubectl create namespace " + other_).exit_code, 0);
    Kubelet().Hold("approve");
    controller_ = Controller({"--leader-elect=false", "--namespace=" + other_});
    ASSERT_TRUE(controller_->AwaitLine(kWorks, kLongEnough));
    CreateWorkflow("w", {{"jobs", {LiveJob("approve"), LiveJob("deploy", {"approve"})}}});
    ASSERT_TRUE(Witness().AwaitRunning("approve"));
  }

  void TearDown() override {
    controller_.reset();
    if (!other_.empty()) {
      RunShell("kubectl --namespace " + other_ + " delete pods --all --force --wait=false");
      RunShell("kubectl delete namespace --wait=false " + other_);
    }
    LiveTest::TearDown();
  }

  /// Makes a pod with the labels of the second attempt of "approve" that says that it succeeded.
  void Forge(const std::string& ns) {
    const std::string uid =
        Kubectl("get workflows.executioner.dev w -o jsonpath={.metadata.uid}").output;
    const json pod = {{"apiVersion", "v1"},
                      {"kind", "Pod"},
                      {"metadata",
                       {{"name", "forged"},
                        {"labels",
                         {{"executioner.dev/owner-uid", uid},
                          {"executioner.dev/job", "approve"},
                          {"executioner.dev/run", "1"},
                          {"executioner.dev/attempt", "2"}}}}},
                      {"spec", {{"containers", {{{"name", "job"}, {"image", "test.local/x"}}}}}}};
    const TempFile file(pod.dump(), "forged.json");
    const std::string kubectl = "kubectl --namespace " + ns + " ";
    const CommandResult made = RunShell(kubectl + "create -f " + file.Path());
    ASSERT_EQ(made.exit_code, 0) << made.output;
    const CommandResult ended =
        RunShell(kubectl + "patch pod forged --subresource=status --type=merge -p " +
                 R"('{"status":{"phase":"Succeeded"}}')");
    ASSERT_EQ(ended.exit_code, 0) << ended.output;
  }

  /// Asks until the answer holds the text. \return whether that was in time
  static bool AwaitAnswer(const std::string& command, const std::string& text) {
    const TempFile script("until " + command + R"( | grep -qxF "$TEXT"; do :; done)", "await.sh");
    return RunShell("TEXT='" + text + "' timeout 60 sh " + script.Path()).exit_code == 0;
  }

  /// What we know a pod by and what holds it.
  std::string MarksCommand(const std::string& pod) const {
    return "kubectl --namespace " + Namespace() + " get pod " + pod +
           " -o 'jsonpath={.metadata.labels}{.metadata.ownerReferences[*].uid}"
           "{.metadata.finalizers}{\"\\n\"}'";
  }

  void ExpectStillRunning() {
    const json workflow = json::parse(Kubectl("get workflows.executioner.dev w -o json").output);
    EXPECT_EQ(JobOf(workflow, "approve")["phase"], "Running") << workflow["status"].dump(1);
    EXPECT_EQ(JobOf(workflow, "approve")["attempts"], 1);
    EXPECT_EQ(Witness().PodsOf("deploy"), 0U);
  }

  void ExpectTheRightEnd() {
    Kubelet().LetGo("approve");
    const json workflow = Witness().AwaitFinished("w");
    ASSERT_TRUE(workflow.is_object());
    EXPECT_EQ(workflow["status"]["phase"], "Succeeded") << workflow["status"].dump(1);
    EXPECT_EQ(JobOf(workflow, "approve")["attempts"], 1);
    EXPECT_TRUE(Witness().AwaitReleased());
    EXPECT_TRUE(Witness().Violations().empty());
  }

  const std::string& Other() const { return other_; }

 private:
  std::string other_;
  std::unique_ptr<ChildProcess> controller_;
};

TEST_F(ForeignPods, AreIgnoredWithAnyLabelsAndStatus) {
  Forge(Other());
  Forge(Namespace());
  EXPECT_TRUE(AwaitAnswer("kubectl --namespace " + Namespace() +
                              " get events --field-selector reason=ForeignPod "
                              "-o 'jsonpath={range .items[*]}{.regarding.name}"
                              "{.involvedObject.name}{\"\\n\"}{end}'",
                          "w"));
  ExpectStillRunning();
  EXPECT_EQ(RunShell("kubectl --namespace " + Other() + " get events -o name").output.find("event"),
            std::string::npos);
  ExpectTheRightEnd();
}

TEST_F(ForeignPods, DoNotIncludeOurPodsThatSomebodyChanged) {
  const std::string pod = Kubectl("get pods -o jsonpath={.items[0].metadata.name}").output;
  const std::string marks = RunShell(MarksCommand(pod)).output;
  const std::string before = marks.substr(0, marks.find('\n'));
  for (const char* const damage :
       {"label pod $POD executioner.dev/job-", "label pod $POD executioner.dev/run-",
        "label pod $POD executioner.dev/owner-uid-", "label pod $POD executioner.dev/released=true",
        "label --overwrite pod $POD executioner.dev/owner-uid=somebody",
        "patch pod $POD --type=merge -p '{\"metadata\":{\"ownerReferences\":null}}'",
        "patch pod $POD --type=merge -p '{\"metadata\":{\"finalizers\":null}}'"}) {
    const CommandResult done =
        RunShell("POD=" + pod + "; kubectl --namespace " + Namespace() + " " + damage);
    ASSERT_EQ(done.exit_code, 0) << done.output;
    EXPECT_TRUE(AwaitAnswer(MarksCommand(pod), before)) << damage;
  }
  ExpectStillRunning();
  ExpectTheRightEnd();
}

}  // namespace
}  // namespace executioner::tests
