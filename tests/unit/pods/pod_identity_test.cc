#include "controller/adapters/pods/pod_identity.h"

#include <fstream>
#include <limits>
#include <sstream>

#include <gtest/gtest.h>

#include "controller/adapters/pods/names.h"
#include "controller/adapters/pods/pod_name.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using testing::Decoded;
using testing::Etl;
using Json = nlohmann::json;

Json Ours() {
  return testing::Build({.image = "x", .command = {{"true"}}});
}

/// A pod under the right name for these numbers.
Json Numbered(const std::string& run, const std::string& attempt, AttemptId id) {
  Json pod = Ours();
  pod["metadata"]["name"] = PodName(Etl(), "load", id);
  pod["metadata"]["labels"][kRunLabel] = run;
  pod["metadata"]["labels"][kAttemptLabel] = attempt;
  return pod;
}

TEST(PodIdentity, AcceptsOurPods) {
  const Pod pod = Decoded(Ours());
  EXPECT_EQ(pod.identity, (AttemptId{.run = 1, .attempt = 1}));
  EXPECT_EQ(JobOf(pod), "load");
  EXPECT_EQ(ControllerOf(pod.meta), Etl());
}

TEST(PodIdentity, RejectsForeignPods) {
  const Json ours = Ours();
  for (const char* const label : {"job", "owner-uid", "run", "attempt"}) {
    Json pod = ours;
    pod["metadata"]["labels"].erase(std::string("executioner.dev/") + label);
    EXPECT_FALSE(Decoded(pod).identity) << label;
  }
  for (const char* const number : {"0", "-1", "1x", "", "99999999999"}) {
    Json pod = ours;
    pod["metadata"]["labels"]["executioner.dev/run"] = number;
    EXPECT_FALSE(Decoded(pod).identity) << number;
  }
}

/// As it stands on an API server, made by the build before identities were proven.
TEST(PodIdentity, ProvesPodsOfEarlierBuilds) {
  std::stringstream text;
  text << std::ifstream(EXECUTIONER_SOURCE_DIR "/tests/golden/stored-pod.json").rdbuf();
  const Pod pod = DecodePod(text.str());
  EXPECT_EQ(pod.identity, (AttemptId{.run = 1, .attempt = 1}));
  EXPECT_EQ(JobOf(pod), "load");
  EXPECT_TRUE(IsPodOf(pod, Etl()));
  EXPECT_TRUE(ClaimsOf(pod).empty());
}

TEST(PodIdentity, NeedsTheOwnersNamespaceAndUid) {
  const Pod pod = Decoded(Ours());
  Owner elsewhere = Etl();
  elsewhere.ns = "evil";
  Owner recreated = Etl();
  recreated.uid += "2";
  EXPECT_TRUE(IsPodOf(pod, Etl()));
  EXPECT_FALSE(IsPodOf(pod, elsewhere));
  EXPECT_FALSE(IsPodOf(pod, recreated));
}

struct Forgery {
  const char* name;
  Json patch;
};

std::ostream& operator<<(std::ostream& out, const Forgery& forgery) {
  return out << forgery.name;
}

class ForgedPod : public ::testing::TestWithParam<Forgery> {};

TEST_P(ForgedPod, IsNotOurs) {
  Json pod = Ours();
  pod.merge_patch(GetParam().patch);
  const Pod forged = Decoded(pod);
  EXPECT_EQ(forged.identity, std::nullopt);
  EXPECT_FALSE(IsPodOf(forged, Etl()));
}

Json Reference(const Json& patch) {
  Json reference = Ours()["metadata"]["ownerReferences"][0];
  reference.merge_patch(patch);
  return {{"metadata", {{"ownerReferences", {reference}}}}};
}

Json LabelPatch(std::string_view label, const Json& value) {
  return {{"metadata", {{"labels", {{label, value}}}}}};
}

INSTANTIATE_TEST_SUITE_P(
    By, ForgedPod,
    ::testing::Values(Forgery{"NoReference", {{"metadata", {{"ownerReferences", nullptr}}}}},
                      Forgery{"AReferenceThatDoesNotControl", Reference({{"controller", false}})},
                      Forgery{"AReferenceWithoutController", Reference({{"controller", nullptr}})},
                      Forgery{"AnotherGroup", Reference({{"apiVersion", "batch/v1"}})},
                      Forgery{"AGroupThatBeginsLikeOurs",
                              Reference({{"apiVersion", "executioner.dev.evil/v1"}})},
                      Forgery{"AnotherKind", Reference({{"kind", "CronJob"}})},
                      Forgery{"AnotherOwner", Reference({{"uid", "other"}})},
                      Forgery{"AnotherOwnerName", Reference({{"name", "other"}})},
                      Forgery{"AnotherName", {{"metadata", {{"name", "etl-load-1-1"}}}}},
                      Forgery{"AnotherJob", LabelPatch(kJobLabel, "approve")},
                      Forgery{"AnotherRun", LabelPatch(kRunLabel, "2")},
                      Forgery{"AnotherAttempt", LabelPatch(kAttemptLabel, "2")},
                      Forgery{"AnotherUidLabel", LabelPatch(kOwnerUidLabel, "other")},
                      Forgery{"NoJob", LabelPatch(kJobLabel, nullptr)},
                      Forgery{"NoRun", LabelPatch(kRunLabel, nullptr)},
                      Forgery{"NoAttempt", LabelPatch(kAttemptLabel, nullptr)},
                      Forgery{"NoUidLabel", LabelPatch(kOwnerUidLabel, nullptr)}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(PodIdentity, ReadsOnlyNumbersWithinBounds) {
  constexpr int kHuge = std::numeric_limits<int>::max();
  EXPECT_TRUE(Decoded(Numbered("7", "1000000", {.run = 7, .attempt = 1'000'000})).identity);
  for (const int number : {0, -1, 1'000'001, kHuge - 1, kHuge, -kHuge - 1}) {
    const std::string text = std::to_string(number);
    EXPECT_FALSE(Decoded(Numbered("1", text, {.run = 1, .attempt = number})).identity) << number;
    EXPECT_FALSE(Decoded(Numbered(text, "1", {.run = number, .attempt = 1})).identity) << number;
  }
  for (const char* const text : {"", "1x", "+1", " 1", "1.0", "0x1", "4294967297", "99999999999"}) {
    EXPECT_FALSE(Decoded(Numbered("1", text, {})).identity) << text;
  }
}

TEST(PodIdentity, ClaimsAreTheReferencesOfAForgery) {
  Json pod = Ours();
  pod["metadata"]["labels"][kOwnerUidLabel] = "labelled";
  EXPECT_EQ(ClaimsOf(Decoded(pod)),
            (std::vector<std::string>{"team-a/labelled", "team-a/" + Etl().uid}));
  pod["metadata"].erase("ownerReferences");
  EXPECT_EQ(ClaimsOf(Decoded(pod)), std::vector<std::string>{"team-a/labelled"});
}

TEST(PodIdentity, AReleasedPodHasLostTheFinalizer) {
  Json pod = Ours();
  pod["metadata"]["labels"][kReleasedLabel] = "true";
  EXPECT_FALSE(IsReleased(Decoded(pod))) << "a label alone is anybody's";
  pod["metadata"].erase("finalizers");
  EXPECT_TRUE(IsReleased(Decoded(pod)));
}

TEST(PodIdentity, KeepsOnlyLabelsThatWeSet) {
  Json pod = Ours();
  pod["metadata"]["labels"]["executioner.dev/anything"] = "x";
  EXPECT_FALSE(Decoded(pod).meta.labels.contains("executioner.dev/anything"));
}

TEST(PodIdentity, IndexesFindForgeriesByClaimOnly) {
  kube::Store<Pod> pods;
  AddPodIndexes(pods);
  Json forged = Ours();
  forged["metadata"]["name"] = "forged";
  forged["metadata"]["resourceVersion"] = "2";
  pods.Upsert(Decoded(forged));
  EXPECT_EQ(pods.CountByIndex(kByOwner, OwnerIndex(Etl())), 0U);
  EXPECT_EQ(pods.CountByIndex(kUnreleased, OwnerIndex(Etl())), 0U);
  EXPECT_EQ(pods.CountByIndex(kUnreleasedByKey, "Workflow/team-a/etl"), 0U);
  EXPECT_EQ(pods.CountByIndex(kClaims, ClaimIndex("team-a", Etl().uid)), 1U);
  pods.Upsert(Decoded(Ours()));
  EXPECT_EQ(pods.CountByIndex(kByOwner, OwnerIndex(Etl())), 1U);
  EXPECT_EQ(pods.CountByIndex(kUnreleased, OwnerIndex(Etl())), 1U);
  EXPECT_EQ(pods.CountByIndex(kUnreleasedByKey, "Workflow/team-a/etl"), 1U);
}

}  // namespace
}  // namespace executioner::pods
