#include "controller/adapters/pods/pod_releaser.h"

#include <gtest/gtest.h>

#include "controller/adapters/pods/names.h"
#include "tests/fakes/scripted_transport.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::pods {
namespace {

class Releaser : public testing::Test {
 protected:
  /// A pod as the watch shows it.
  void See(const std::string& name, bool has_finalizer) {
    Pod pod;
    pod.meta = kube::MakeThing(name, "1").meta;
    pod.has_finalizer = has_finalizer;
    if (!has_finalizer) {
      pod.meta.labels.emplace(kReleasedLabel, kReleasedLabelValue);
    }
    pods_.Upsert(pod);
    if (!has_finalizer) {
      releaser_.Seen(name);
    }
  }

  /// A pod whose job has failed while another container runs.
  void SeeOutlived(const std::string& name) {
    Pod pod;
    pod.meta = kube::MakeThing(name, "1").meta;
    pod.has_finalizer = true;
    pod.phase = PodPhase::kRunning;
    pod.started = true;
    pod.exit_code = 3;
    pod.others_remain = true;
    pods_.Upsert(pod);
  }

  void Release(const std::vector<std::string>& names) {
    ReleaseOrder order{.ns = "ns", .owner_uid = "owner"};
    for (const std::string& name : names) {
      order.pods.push_back({"ns", name, name});
    }
    releaser_.Release(std::move(order), pods_);
  }

  /// Works until `count` requests have been answered. \return their paths
  std::vector<std::string> Work(const std::vector<int>& answers) {
    std::stop_source stop;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      transport_.AnswerWith([&answers, &stop, i](const kube::HttpRequest&) {
        if (i + 1 == answers.size()) {
          stop.request_stop();
        }
        return kube::HttpResponse{.status = answers[i], .body = "{}"};
      });
    }
    releaser_.Run(stop.get_token());
    std::vector<std::string> paths;
    for (const kube::HttpRequest& request : transport_.Requests()) {
      paths.push_back(request.path);
    }
    return paths;
  }

  kube::FakeRuntime runtime_;
  fakes::ScriptedTransport transport_;
  kube::Client client_{transport_, runtime_.Make()};
  kube::Store<Pod> pods_;
  std::size_t asked_ = 0;
  PodReleaser releaser_{client_, runtime_.Make(), [this] {
                          ++asked_;
                          return idle_;
                        }};
  bool idle_ = false;
};

using Paths = std::vector<std::string>;

TEST_F(Releaser, ReleasesAPodOnceUntilItIsSeen) {
  See("a", true);
  Release({"a"});
  Release({"a"});
  EXPECT_EQ(Work({200}), Paths{"/api/v1/namespaces/ns/pods/a"});
}

TEST_F(Releaser, SkipsPodsReleasedInTheMeantime) {
  See("a", true);
  See("b", true);
  See("a", false);
  Release({"a", "b"});
  EXPECT_EQ(Work({200}), Paths{"/api/v1/namespaces/ns/pods/b"});
}

TEST_F(Releaser, LabelsAPodWhoseFinalizerSomebodyRemoved) {
  See("a", true);
  Pod pod;
  pod.meta = kube::MakeThing("a", "2").meta;
  pods_.Upsert(pod);
  Release({"a"});
  EXPECT_EQ(Work({200}), Paths{"/api/v1/namespaces/ns/pods/a"});
  EXPECT_NE(transport_.Requests()[0].body.find(kReleasedLabel), std::string::npos);
}

TEST_F(Releaser, SkipsAnotherPodOfTheSameName) {
  See("a", true);
  ReleaseOrder order{.pods = {{"ns", "a", "another"}}, .ns = "ns"};
  releaser_.Release(std::move(order), pods_);
  EXPECT_EQ(releaser_.Pending(), 0U);
}

TEST_F(Releaser, LabelsAPodByTheOutcomeOfItsJobNotByItsPhase) {
  Pod pod;
  pod.meta = kube::MakeThing("a", "1").meta;
  pod.has_finalizer = true;
  pod.phase = PodPhase::kFailed;  // stopped after its job had ended
  pod.started = true;
  pod.exit_code = 0;
  pods_.Upsert(pod);
  Release({"a"});
  Work({200});
  EXPECT_EQ(transport_.Requests()[0].body,
            R"({"metadata":{"uid":"a","$deleteFromPrimitiveList/finalizers":)"
            R"(["executioner.dev/record"],"labels":{"executioner.dev/released":"true",)"
            R"("executioner.dev/outcome":"succeeded"}}})");
}

TEST_F(Releaser, StopsAPodThatOutlivesItsJobWithItsRelease) {
  SeeOutlived("a");
  Release({"a"});
  Work({200});
  const std::string body = transport_.Requests()[0].body;
  EXPECT_NE(body.find(R"("spec":{"activeDeadlineSeconds":1})"), std::string::npos) << body;
  EXPECT_NE(body.find(R"("executioner.dev/outcome":"failed")"), std::string::npos) << body;
}

TEST_F(Releaser, ReleasesAPodThatMayNotBeStopped) {
  SeeOutlived("a");
  Release({"a"});
  EXPECT_EQ(Work({403, 200}).size(), 2U);
  EXPECT_EQ(transport_.Requests()[1].body.find("activeDeadlineSeconds"), std::string::npos);
}

TEST(ReleasedPods, AreSelectedByOutcomeOrElseByPhase) {
  const std::string base =
      "/api/v1/namespaces/ns/pods?labelSelector="
      "executioner.dev%2Fowner-uid%3Du%2Cexecutioner.dev%2Freleased%3Dtrue%2C";
  EXPECT_EQ(ReleasedPodsPaths("ns", "u", kOutcomeSucceeded, false),
            std::vector<std::string>{base + "executioner.dev%2Foutcome%3Dsucceeded"});
  EXPECT_EQ(ReleasedPodsPaths("ns", "u", kOutcomeFailed, true),
            (std::vector<std::string>{base + "executioner.dev%2Foutcome%3Dfailed",
                                      base + "%21executioner.dev%2Foutcome"
                                             "&fieldSelector=status.phase%3DFailed"}));
}

TEST_F(Releaser, ReleasesOneOwnerAtATimeWhileThereIsWork) {
  for (const char* pod : {"a", "b", "c"}) {
    See(pod, true);
    Release({pod});
  }
  EXPECT_EQ(Work({200, 200, 200}).size(), 3U);
  EXPECT_GE(asked_, 6U) << "to take each, to send each";
}

TEST_F(Releaser, ReleasesManyOwnersAtATimeWhenIdle) {
  idle_ = true;
  for (const char* pod : {"a", "b", "c"}) {
    See(pod, true);
    Release({pod});
  }
  EXPECT_EQ(Work({200, 200, 200}).size(), 3U);
  EXPECT_LE(asked_, 3U) << "to take all three, to send them, at the end";
}

TEST_F(Releaser, RetriesOnlyTransientFailures) {
  idle_ = true;
  See("a", true);
  See("b", true);
  Release({"a"});
  Release({"b"});
  EXPECT_EQ(Work({200, 503, 200}),
            (Paths{"/api/v1/namespaces/ns/pods/a", "/api/v1/namespaces/ns/pods/b",
                   "/api/v1/namespaces/ns/pods/b"}));
}

}  // namespace
}  // namespace executioner::pods
