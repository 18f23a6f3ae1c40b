#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_reader.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using testing::Decoded;
using testing::PodJson;
using Json = nlohmann::json;

Json GatedPod() {
  Json json = PodJson("Pending");
  json["spec"].erase("nodeName");
  json["spec"]["schedulingGates"] = {{{"name", "kueue.x-k8s.io/admission"}}};
  json["status"]["conditions"] = {
      {{"type", "PodScheduled"},
       {"status", "False"},
       {"reason", "SchedulingGated"},
       {"message", "Scheduling is blocked due to non-empty scheduling gates"}}};
  return json;
}

TEST(GatedPod, NamesItsGates) {
  const domain::AttemptSeen seen = ReadAttempt(Decoded(GatedPod()), domain::InstanceId{0}, 1);
  EXPECT_TRUE(seen.gated);
  EXPECT_EQ(seen.waiting_message,
            "waits for the scheduling gate 'kueue.x-k8s.io/admission' to be removed");
}

TEST(GatedPod, IsAnOrdinaryPodAfterItsGatesAreRemoved) {
  Json json = GatedPod();
  json["spec"].erase("schedulingGates");
  json["status"]["conditions"][0]["message"] = "0/1 nodes";
  const domain::AttemptSeen seen = ReadAttempt(Decoded(json), domain::InstanceId{0}, 1);
  EXPECT_FALSE(seen.gated);
  EXPECT_EQ(seen.waiting_message, "unschedulable: 0/1 nodes");
}

}  // namespace
}  // namespace executioner::pods
