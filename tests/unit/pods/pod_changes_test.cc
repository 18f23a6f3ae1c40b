/// \file
/// Which changes of pods are remembered until the next look.
#include "controller/adapters/pods/pod_changes.h"

#include <gtest/gtest.h>

#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using testing::Decoded;
using testing::Etl;

class PodChangesTest : public ::testing::Test {
 protected:
  PodChangesTest() {
    nlohmann::json json = testing::Build({.image = "x", .command = {{"true"}}});
    json["metadata"]["uid"] = "pod-uid";
    pod = Decoded(json);
    json["metadata"]["labels"] = nlohmann::json::object();
    changed = Decoded(json);
  }

  Pod pod;
  Pod changed;  ///< the same pod after somebody removed its labels
  PodChanges changes;
};

TEST_F(PodChangesTest, CollectsNothingBeforeTheFirstTake) {
  changes.Note(nullptr, &pod);
  EXPECT_TRUE(changes.Take(Etl()).empty());
}

TEST_F(PodChangesTest, ReturnsAPodOnceEvenIfItChangedOften) {
  changes.Take(Etl());
  changes.Note(nullptr, &pod);
  changes.Note(&pod, &pod);
  const std::vector<PodChange> taken = changes.Take(Etl());
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].key, pod.meta.Key());
  EXPECT_EQ(taken[0].uid, "pod-uid");
  EXPECT_EQ(taken[0].job, "load");
  EXPECT_TRUE(changes.Take(Etl()).empty());
}

TEST_F(PodChangesTest, RemembersAPodThatWasOursBeforeTheChange) {
  changes.Take(Etl());
  changes.Note(&changed, &changed);
  EXPECT_TRUE(changes.Take(Etl()).empty());
  changes.Note(&pod, &changed);
  EXPECT_EQ(changes.Take(Etl()).size(), 1U);
}

TEST_F(PodChangesTest, KeepsTheNewerChangeWhenAnOlderOneIsPutBack) {
  changes.Take(Etl());
  changes.Note(nullptr, &pod);
  changes.PutBack(Etl(), {.key = pod.meta.Key(), .uid = "older"});
  const std::vector<PodChange> taken = changes.Take(Etl());
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].uid, "pod-uid");
}

TEST_F(PodChangesTest, CollectsNothingForAForgottenOwner) {
  changes.Take(Etl());
  changes.Forget(Etl());
  changes.Note(nullptr, &pod);
  EXPECT_TRUE(changes.Take(Etl()).empty());
}

}  // namespace
}  // namespace executioner::pods
