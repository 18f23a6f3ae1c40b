/// \file
/// Pods that somebody made or changed to look like, or unlike, pods of a run.
#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_builder.h"
#include "controller/adapters/pods/pod_name.h"
#include "tests/component/world.h"

namespace executioner::component {
namespace {

using fakes::PodScript;

constexpr const char* kFinalizer = "executioner.dev/record";

pods::Owner OwnerOf(const json& object) {
  return {.kind = object["kind"],
          .ns = std::string(kNamespace),
          .name = object["metadata"]["name"],
          .uid = object["metadata"]["uid"]};
}

/// A pod that looks like this attempt in all but its name, and has no owner reference.
json Labelled(const json& owner, const std::string& job, const std::string& attempt) {
  return {{"metadata",
           {{"name", "forged-" + attempt},
            {"annotations", {{fakes::kHostile, ""}}},
            {"labels",
             {{"executioner.dev/owner-uid", owner["metadata"]["uid"]},
              {"executioner.dev/job", job},
              {"executioner.dev/run", "1"},
              {"executioner.dev/attempt", attempt}}}}},
          {"spec", {{"containers", {{{"name", "job"}, {"image", "foreign"}}}}}}};
}

/// The same with everything right: only who may create pods with our labels can make it.
json Proven(const json& owner, const std::string& job, int attempt) {
  json pod = Labelled(owner, job, std::to_string(attempt));
  const pods::Owner id = OwnerOf(owner);
  pod["metadata"]["name"] = pods::PodName(id, job, {.run = 1, .attempt = attempt});
  pod["metadata"]["ownerReferences"] = json::array({json::parse(pods::OwnReference(id))});
  return pod;
}

json Reference(const json& owner, bool controls) {
  json reference = json::parse(pods::OwnReference(OwnerOf(owner)));
  reference["controller"] = controls;
  return reference;
}

std::string PathIn(const std::string& ns) {
  return "/api/v1/namespaces/" + ns + "/pods";
}

bool HasSucceeded(World& world, const std::string& ns, const std::string& pod) {
  return world.server.Await([&] {
    return world.server.Object(PathIn(ns) + "/" + pod).value("/status/phase"_json_pointer, "") ==
           "Succeeded";
  });
}

/// A run whose first job hangs and whose second waits for it.
json HeldRun(World& world) {
  world.RecordEverything();
  world.StartController();
  world.kubelet.Script("approve", 1, PodScript::Hangs());
  json workflow = world.CreateWorkflow("w", Spec({Job("approve"), Job("deploy", {"approve"})}));
  EXPECT_TRUE(world.AwaitJobPhase("w", "approve", "Running"));
  return workflow;
}

void ExpectUntouched(World& world) {
  ASSERT_TRUE(world.AwaitQuiet());
  const json approve = World::JobOf(world.Workflow("w"), "approve");
  EXPECT_EQ(approve["phase"], "Running") << approve.dump();
  EXPECT_EQ(approve["attempts"], 1);
  EXPECT_EQ(world.LaunchOrder(), std::vector<std::string>{"approve"});
  EXPECT_TRUE(world.PodOf("approve")["metadata"].contains("finalizers"));
}

void ExpectTheRightEnd(World& world) {
  world.kubelet.SetDefault(PodScript::Exit(0));
  world.Rescript("approve", PodScript::Exit(0));
  world.kubelet.Script("approve", 1, PodScript::Exit(0));
  world.server.SendBookmarks("");
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded") << ended["status"].dump(1);
  EXPECT_EQ(World::JobOf(ended, "approve")["attempts"], 1);
  EXPECT_TRUE(world.AwaitReleased());
  EXPECT_TRUE(world.invariants.Violations().empty());
}

TEST(ForgedPod, OfAnotherNamespaceChangesNothing) {
  World world(false);
  const json workflow = HeldRun(world);
  for (json pod : {Labelled(workflow, "approve", "2"), Proven(workflow, "approve", 2)}) {
    const json made = world.server.CreateObject(PathIn("evil"), pod);
    ASSERT_TRUE(HasSucceeded(world, "evil", made["metadata"]["name"]));
  }
  ExpectUntouched(world);
  EXPECT_TRUE(world.Notes("ForeignPod").empty()) << "no event in another tenant's namespace";
  ExpectTheRightEnd(world);
}

TEST(ForgedPod, WithoutControllerReferenceIsReportedOnceAndChangesNothing) {
  World world(false);
  const json workflow = HeldRun(world);
  json refers = Labelled(workflow, "approve", "2");
  refers["metadata"]["name"] = pods::PodName(OwnerOf(workflow), "approve", {.attempt = 2});
  refers["metadata"]["ownerReferences"] = json::array({Reference(workflow, false)});
  for (const json& pod : {Labelled(workflow, "approve", "3"), refers}) {
    const json made = world.server.CreateObject(World::Path("pods"), pod);
    ASSERT_TRUE(HasSucceeded(world, std::string(kNamespace), made["metadata"]["name"]));
  }
  ASSERT_TRUE(world.server.Await([&] { return world.Notes("ForeignPod").size() == 2; }));
  ExpectUntouched(world);
  world.StopController();
  world.StartController();
  ExpectUntouched(world);
  ExpectTheRightEnd(world);
}

TEST(ForgedPod, WithOurFinalizerIsReleasedAfterTheRun) {
  World world(false);
  const json workflow = HeldRun(world);
  json pod = Labelled(workflow, "approve", "2");
  pod["metadata"]["finalizers"] = {kFinalizer};
  world.server.CreateObject(World::Path("pods"), pod);
  ExpectUntouched(world);
  ExpectTheRightEnd(world);
  EXPECT_TRUE(world.Get("pods", "forged-2").is_object());
}

class AbsurdAttempt : public testing::TestWithParam<int> {};

/// Who may create pods with our labels can make one that is right in everything but was never
/// launched: it counts for nothing, and its number drives nothing.
TEST_P(AbsurdAttempt, ChangesNothing) {
  World world(false);
  const json workflow = HeldRun(world);
  const json pod = Proven(workflow, "approve", GetParam());
  world.server.CreateObject(World::Path("pods"), pod);
  ASSERT_TRUE(HasSucceeded(world, std::string(kNamespace), pod["metadata"]["name"]));
  ExpectUntouched(world);
  world.StopController();
  world.StartController();
  ExpectUntouched(world);
  ExpectTheRightEnd(world);
}

INSTANTIATE_TEST_SUITE_P(Of, AbsurdAttempt,
                         testing::Values(3, 999'999, 1'000'000, 2'147'483'646, 2'147'483'647));

TEST(AbsurdAttempt, OfManyOwnersDoesNotBlockWorkers) {
  World world;
  for (int i = 0; i < 8; ++i) {
    const std::string name = "victim-" + std::to_string(i);
    world.kubelet.Script("a", 1, PodScript::Hangs());
    const json workflow = world.CreateWorkflow(name, Spec({Job("a")}));
    json pod = Proven(workflow, "a", 2'147'483'646);
    pod["metadata"]["finalizers"] = {"example.test/hold"};
    pod["metadata"]["labels"]["executioner.dev/released"] = "true";
    world.server.CreateObject(World::Path("pods"), pod);
    world.Delete("pods", pod["metadata"]["name"]);
  }
  world.CreateWorkflow("w", Spec({Job("b")}));
  EXPECT_EQ(world.AwaitFinished("w")["status"]["phase"], "Succeeded");
}

TEST(ReplacedPod, WhoseReferenceDoesNotControlIsNotAcceptedAfterARestart) {
  World world(false);
  const json workflow = HeldRun(world);
  world.StopController();
  const json real = world.PodOf("approve");
  const std::string name = real["metadata"]["name"];
  world.Edit("pods", name, {{"metadata", {{"finalizers", nullptr}}}});
  world.Delete("pods", name);
  ASSERT_TRUE(world.server.Await([&] { return world.Get("pods", name).is_null(); }));
  json fake = Labelled(workflow, "approve", "1");
  fake["metadata"]["name"] = name;
  fake["metadata"]["ownerReferences"] = json::array({Reference(workflow, false)});
  world.kubelet.Script("approve", 1, PodScript::Exit(0));
  world.server.CreateObject(World::Path("pods"), fake);
  ASSERT_TRUE(HasSucceeded(world, std::string(kNamespace), name));
  world.StartController();
  ASSERT_TRUE(world.AwaitJobReason("w", "approve", "PodDeleted"));
  EXPECT_EQ(World::JobOf(world.Workflow("w"), "approve")["phase"], "Retrying");
}

TEST(ReleasedPods, AreDeletedWithoutThoseThatOnlyCarryTheirLabels) {
  World world(false);
  world.options.engine.pod_retention = {.keep_succeeded = false, .keep_failed = false};
  const json workflow = HeldRun(world);
  json copy = Labelled(workflow, "approve", "2");  // as `kubectl debug --copy-to --keep-labels`
  copy["metadata"]["labels"]["executioner.dev/released"] = "true";
  world.server.CreateObject(World::Path("pods"), copy);
  ASSERT_TRUE(HasSucceeded(world, std::string(kNamespace), "forged-2"));
  ASSERT_TRUE(world.AwaitQuiet());
  ExpectTheRightEnd(world);
  EXPECT_TRUE(world.server.Await([&] { return world.Pods().size() == 1; }));
  EXPECT_TRUE(world.Get("pods", "forged-2").is_object());
}

struct Damage {
  const char* name;
  json metadata;
};

std::ostream& operator<<(std::ostream& out, const Damage& damage) {
  return out << damage.name;
}

class DamagedPod : public testing::TestWithParam<Damage> {
 protected:
  static json Label(const char* label, const json& value) {
    return {{"labels", {{std::string("executioner.dev/") + label, value}}}};
  }
};

/// Whether the pod is again what the controller made.
bool IsRestored(const json& before, const json& after) {
  const json& was = before["metadata"];
  const json& is = after["metadata"];
  return std::ranges::all_of(
      std::array{"labels", "ownerReferences", "finalizers"},
      [&](const char* field) { return is.value(field, json()) == was[field]; });
}

TEST_P(DamagedPod, IsRestoredWhileItsJobRuns) {
  World world(false);
  HeldRun(world);
  world.kubelet.SetDefault(PodScript::Hangs());  // for a pod whose labels name no job
  const json before = world.PodOf("approve");
  const std::string name = before["metadata"]["name"];
  world.Edit("pods", name, {{"metadata", GetParam().metadata}});
  EXPECT_TRUE(world.server.Await([&] { return IsRestored(before, world.Get("pods", name)); }))
      << world.Get("pods", name)["metadata"].dump(1);
  EXPECT_TRUE(world.server.Await([&] { return !world.Notes("ForeignPod").empty(); }));
  ExpectUntouched(world);
  ExpectTheRightEnd(world);
}

TEST_P(DamagedPod, CountsEvenIfItEndedInTheMeantime) {
  World world(false);
  HeldRun(world);
  const json before = world.PodOf("approve");
  const std::string name = before["metadata"]["name"];
  world.server.FreezeWatches("pods");
  world.Edit("pods", name, {{"metadata", GetParam().metadata}});
  world.kubelet.Script("approve", 1, PodScript::Exit(0));
  world.server.SendBookmarks("");
  EXPECT_TRUE(HasSucceeded(world, std::string(kNamespace), name));
  world.server.ThawWatches("pods");
  const json ended = world.AwaitFinished("w");
  EXPECT_EQ(ended["status"]["phase"], "Succeeded") << ended["status"].dump(1);
  EXPECT_EQ(World::JobOf(ended, "approve")["attempts"], 1);
  EXPECT_TRUE(world.AwaitReleased());
}

INSTANTIATE_TEST_SUITE_P(
    By, DamagedPod,
    testing::Values(
        Damage{"NoJob", {{"labels", {{"executioner.dev/job", nullptr}}}}},
        Damage{"NoRun", {{"labels", {{"executioner.dev/run", nullptr}}}}},
        Damage{"AbsurdAttempt", {{"labels", {{"executioner.dev/attempt", "2147483647"}}}}},
        Damage{"Released", {{"labels", {{"executioner.dev/released", "true"}}}}},
        Damage{"AnotherOwnerUid", {{"labels", {{"executioner.dev/owner-uid", "somebody"}}}}},
        Damage{"NoOwnerUid", {{"labels", {{"executioner.dev/owner-uid", nullptr}}}}},
        Damage{"NoLabels", {{"labels", nullptr}}},
        Damage{"NoReference", {{"ownerReferences", nullptr}}},
        Damage{"NoReferenceAndAnotherOwnerUid",
               {{"ownerReferences", nullptr},
                {"labels", {{"executioner.dev/owner-uid", "somebody"}}}}},
        Damage{"NoFinalizer", {{"finalizers", nullptr}}},
        Damage{"ReleasedWithoutFinalizer",
               {{"finalizers", nullptr}, {"labels", {{"executioner.dev/released", "true"}}}}}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(DamagedPod, WithoutJobLabelIsFoundAgainAfterARestart) {
  World world(false);
  HeldRun(world);
  world.kubelet.SetDefault(PodScript::Hangs());
  world.StopController();
  const json before = world.PodOf("approve");
  const std::string name = before["metadata"]["name"];
  world.Edit("pods", name, {{"metadata", {{"labels", {{"executioner.dev/job", nullptr}}}}}});
  world.StartController();
  EXPECT_TRUE(world.server.Await([&] { return IsRestored(before, world.Get("pods", name)); }));
  ExpectUntouched(world);
  ExpectTheRightEnd(world);
}

struct FieldChange {
  const char* field;
  const char* value;
};

std::ostream& operator<<(std::ostream& out, const FieldChange& change) {
  return out << change.field;
}

/// A field of the controller reference of a pod that somebody changed.
class DamagedReference : public testing::TestWithParam<FieldChange> {
 protected:
  static void Apply(World& world, const json& pod) {
    json references = pod["metadata"]["ownerReferences"];
    references[0][GetParam().field] = GetParam().value;
    world.Edit("pods", pod["metadata"]["name"], {{"metadata", {{"ownerReferences", references}}}});
  }

  static void ExpectRestored(World& world, const json& before) {
    const std::string name = before["metadata"]["name"];
    EXPECT_TRUE(world.server.Await([&] { return IsRestored(before, world.Get("pods", name)); }))
        << world.Get("pods", name)["metadata"].dump(1);
    ExpectUntouched(world);
    ExpectTheRightEnd(world);
  }
};

TEST_P(DamagedReference, IsRestoredWhileTheJobRuns) {
  World world(false);
  HeldRun(world);
  const json before = world.PodOf("approve");
  Apply(world, before);
  ExpectRestored(world, before);
}

TEST_P(DamagedReference, IsRestoredAfterARestart) {
  World world(false);
  HeldRun(world);
  world.StopController();
  const json before = world.PodOf("approve");
  Apply(world, before);
  world.StartController();
  ExpectRestored(world, before);
}

INSTANTIATE_TEST_SUITE_P(Of, DamagedReference,
                         testing::Values(FieldChange{"name", "elsewhere"},
                                         FieldChange{"kind", "Job"},
                                         FieldChange{"apiVersion", "other.example/v1"}),
                         [](const auto& instance) { return std::string(instance.param.field); });

TEST(AdoptedPod, StaysAdoptedAndItsEndCounts) {
  World world(false);
  world.server.SetAutomaticGarbageCollection(false);
  HeldRun(world);
  const json pod = world.PodOf("approve");
  json references = pod["metadata"]["ownerReferences"];
  references[0]["uid"] = "somebody";
  world.Edit("pods", pod["metadata"]["name"], {{"metadata", {{"ownerReferences", references}}}});
  ASSERT_TRUE(world.server.Await([&] {
    const auto notes = world.Notes("ForeignPod");
    return std::ranges::any_of(notes, [](const std::string& note) {
      return note.find("can't be restored: another controller owns it") != std::string::npos;
    });
  }));
  ExpectTheRightEnd(world);
}

/// An admission webhook or policy may change a pod before it is stored.
TEST(MutatedPod, IsRestoredImmediately) {
  for (const char* field : {"labels", "ownerReferences"}) {
    World world(false);
    world.server.MutateNewPods([&](json& pod) { pod["metadata"].erase(field); });
    world.kubelet.SetDefault(PodScript::Hangs());  // until the labels are there again
    HeldRun(world);
    ExpectTheRightEnd(world);
  }
}

/// Nothing proves that it is ours: it does not count, but no other pod starts beside it.
TEST(DamagedPod, WithoutReferenceIsNeitherAcceptedNorDuplicatedAfterARestart) {
  World world(false);
  HeldRun(world);
  world.StopController();
  const std::string name = world.PodOf("approve")["metadata"]["name"];
  world.Edit("pods", name, {{"metadata", {{"ownerReferences", nullptr}}}});
  world.StartController();
  ASSERT_TRUE(world.server.Await([&] { return !world.Notes("ForeignPod").empty(); }));
  ExpectUntouched(world);
}

}  // namespace
}  // namespace executioner::component
