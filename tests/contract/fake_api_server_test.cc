// What the controller relies on in an API server. The same tests run against the fake and a real
// one.
#include <gtest/gtest.h>

#include "tests/contract/api_server_fixture.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

INSTANTIATE_TEST_SUITE_P(Servers, ApiServerContract, testing::ValuesIn(TestServerKinds()),
                         [](const auto& server) { return server.param; });

bool HasFinalizers(const json& object) {
  return object.at("metadata").contains("finalizers");
}

TEST_P(ApiServerContract, CreatesAnObjectOnce) {
  const json pod = MakePod("a");
  EXPECT_EQ(pod["status"]["phase"], "Pending");
  EXPECT_FALSE(pod["metadata"]["uid"].get<std::string>().empty());

  const Answer again = Post(
      Pods(), {{"metadata", {{"name", "a"}}},
               {"spec", {{"containers", {{{"name", "job"}, {"image", "example.test/none"}}}}}}});
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.Reason(), "AlreadyExists");
}

TEST_P(ApiServerContract, RejectsInvalidLabels) {
  const Answer refused = Post(
      Pods(), {{"metadata", {{"name", "a"}, {"labels", {{"x", std::string(64, 'a')}}}}},
               {"spec", {{"containers", {{{"name", "job"}, {"image", "example.test/none"}}}}}}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.Reason(), "Invalid");
}

TEST_P(ApiServerContract, RejectsAnUpdateOfAnOldVersion) {
  const json old = MakeWorkflow("w");
  ASSERT_EQ(Patch(Workflows() + "/w", "merge", {{"metadata", {{"labels", {{"a", "b"}}}}}}).status,
            200);

  const Answer put = Put(Workflows() + "/w", old);
  EXPECT_EQ(put.status, 409);
  EXPECT_EQ(put.Reason(), "Conflict");
}

TEST_P(ApiServerContract, RequiresAVersionToUpdateACustomResource) {
  json workflow = MakeWorkflow("w");
  workflow["metadata"].erase("resourceVersion");
  EXPECT_EQ(Put(Workflows() + "/w", workflow).status, 422);
}

TEST_P(ApiServerContract, ReportsAStaleReplaceAsAConflictAndAStaleTestAsInvalid) {
  const json old = MakeWorkflow("w");
  const json version = old["metadata"]["resourceVersion"];
  const json status = {{"op", "add"}, {"path", "/status"}, {"value", {{"phase", "Running"}}}};
  const auto patch = [&](const char* op) {
    return json{{{"op", op}, {"path", "/metadata/resourceVersion"}, {"value", version}}, status};
  };
  ASSERT_EQ(Patch(Workflows() + "/w/status", "json", patch("replace")).status, 200);

  const Answer replaced = Patch(Workflows() + "/w/status", "json", patch("replace"));
  EXPECT_EQ(replaced.status, 409);
  EXPECT_EQ(replaced.Reason(), "Conflict");
  EXPECT_EQ(Patch(Workflows() + "/w/status", "json", patch("test")).status, 422);
}

TEST_P(ApiServerContract, KeepsStatusAndSpecSeparate) {
  MakeWorkflow("w");
  const json both = {{"metadata", {{"labels", {{"a", "b"}}}}}, {"status", {{"phase", "Running"}}}};

  const Answer by_status = Patch(Workflows() + "/w/status", "merge", both);
  EXPECT_EQ(by_status["/status/phase"], "Running");
  EXPECT_FALSE(by_status["/metadata"].contains("labels"));

  const Answer by_main =
      Patch(Workflows() + "/w", "merge",
            {{"metadata", {{"labels", {{"a", "b"}}}}}, {"status", {{"phase", "Failed"}}}});
  EXPECT_EQ(by_main["/status/phase"], "Running");
  EXPECT_EQ(by_main["/metadata/labels/a"], "b");
}

TEST_P(ApiServerContract, IgnoresAWrongUidInAStatusPatchOfACustomResource) {
  const json made = MakeWorkflow("w");
  const Answer patched = Patch(Workflows() + "/w/status", "merge",
                               {{"metadata", {{"uid", "00000000-1111-0000-0000-000000000000"}}},
                                {"status", {{"phase", "Running"}}}});
  EXPECT_EQ(patched.status, 200);
  EXPECT_EQ(patched["/metadata/uid"], made["metadata"]["uid"]);
}

TEST_P(ApiServerContract, IncrementsTheGenerationForSpecChangesOnly) {
  EXPECT_EQ(MakeWorkflow("w")["metadata"]["generation"], 1);
  const Answer labelled =
      Patch(Workflows() + "/w", "merge", {{"metadata", {{"labels", {{"a", "b"}}}}}});
  EXPECT_EQ(labelled["/metadata/generation"], 1);
  const Answer changed = Patch(Workflows() + "/w", "merge", {{"spec", {{"suspend", true}}}});
  EXPECT_EQ(changed["/metadata/generation"], 2);
}

TEST_P(ApiServerContract, KeepsTheVersionOfAnObjectThatAWriteDoesNotChange) {
  const json made = MakePod("a", {{"labels", {{"a", "b"}}}});
  const Answer again = Patch(Pods() + "/a", "merge", {{"metadata", {{"labels", {{"a", "b"}}}}}});
  EXPECT_EQ(again.Meta("resourceVersion"), made["metadata"]["resourceVersion"]);
}

TEST_P(ApiServerContract, ReleasesAPodWithOneStrategicPatch) {
  MakePod("a", {{"finalizers", {"executioner.dev/record", "example.test/other"}}});
  const Answer released =
      Patch(Pods() + "/a", "strategic-merge",
            {{"metadata",
              {{"$deleteFromPrimitiveList/finalizers", {"executioner.dev/record"}},
               {"labels", {{"executioner.dev/released", "true"}}}}}});
  EXPECT_EQ(released.status, 200);
  EXPECT_EQ(released["/metadata/finalizers"], json{"example.test/other"});
  EXPECT_EQ(released["/metadata/labels/executioner.dev~1released"], "true");
}

TEST_P(ApiServerContract, RejectsStrategicPatchesOfCustomResources) {
  MakeWorkflow("w");
  EXPECT_EQ(Patch(Workflows() + "/w", "strategic-merge", {{"spec", {{"suspend", true}}}}).status,
            415);
}

TEST_P(ApiServerContract, LowersTheDeadlineOfAPodButNeverRaisesIt) {
  MakePod("a");
  const auto set = [&](int seconds) {
    return Patch(Pods() + "/a", "strategic-merge", {{"spec", {{"activeDeadlineSeconds", seconds}}}})
        .status;
  };
  EXPECT_EQ(set(1), 200);
  EXPECT_EQ(set(2), 422);
}

TEST_P(ApiServerContract, DeletesAnUnboundPodImmediately) {
  MakePod("a");
  EXPECT_EQ(Delete(Pods() + "/a").status, 200);
  EXPECT_EQ(Get(Pods() + "/a").status, 404);
}

TEST_P(ApiServerContract, LeavesABoundPodToItsKubelet) {
  MakePod("a");
  ASSERT_EQ(Post(Pods() + "/a/binding", {{"apiVersion", "v1"},
                                         {"kind", "Binding"},
                                         {"metadata", {{"name", "a"}}},
                                         {"target", {{"kind", "Node"}, {"name", "nowhere"}}}})
                .status,
            201);
  const Answer deleted = Delete(Pods() + "/a");
  EXPECT_EQ(deleted["/metadata/deletionGracePeriodSeconds"], 30);
  EXPECT_EQ(deleted["/metadata/generation"], 2);
  EXPECT_EQ(Get(Pods() + "/a").status, 200);

  Delete(Pods() + "/a", {{"gracePeriodSeconds", 0}});
  EXPECT_EQ(Get(Pods() + "/a").status, 404);
}

TEST_P(ApiServerContract, KeepsADeletedObjectUntilItsLastFinalizerIsRemoved) {
  MakePod("a", {{"finalizers", {"executioner.dev/record"}}});
  const Answer deleted = Delete(Pods() + "/a");
  EXPECT_TRUE(deleted["/metadata"].contains("deletionTimestamp"));
  EXPECT_TRUE(HasFinalizers(Get(Pods() + "/a").body));

  const Answer added = Patch(Pods() + "/a", "strategic-merge",
                             {{"metadata", {{"finalizers", {"example.test/late"}}}}});
  EXPECT_EQ(added.status, 422);
  Patch(Pods() + "/a", "strategic-merge",
        {{"metadata", {{"$deleteFromPrimitiveList/finalizers", {"executioner.dev/record"}}}}});
  EXPECT_EQ(Get(Pods() + "/a").status, 404);
}

TEST_P(ApiServerContract, DeletesOnlyTheGivenUid) {
  MakePod("a");
  const Answer refused =
      Delete(Pods() + "/a", {{"preconditions", {{"uid", "00000000-1111-0000-0000-000000000000"}}}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.Reason(), "Conflict");
  EXPECT_EQ(Get(Pods() + "/a").status, 200);
}

TEST_P(ApiServerContract, DeletesACollectionBySelector) {
  MakePod("a", {{"labels", {{"owner-uid", "1"}, {"released", "true"}}}});
  MakePod("b", {{"labels", {{"owner-uid", "1"}}}});
  MakePod("c", {{"labels", {{"owner-uid", "2"}, {"released", "true"}}}});
  EXPECT_EQ(Delete(Pods() + "?labelSelector=owner-uid%3D1,released%3Dtrue").status, 200);
  EXPECT_EQ(Get(Pods() + "/a").status, 404);
  EXPECT_EQ(Get(Pods() + "/b").status, 200);
  EXPECT_EQ(Get(Pods() + "/c").status, 200);
}

TEST_P(ApiServerContract, ListsInPagesOfOneVersion) {
  for (const char* name : {"a", "b", "c"}) {
    MakePod(name);
  }
  const Answer first = Get(Pods() + "?limit=2");
  ASSERT_EQ(first["/items"].size(), 2U);
  MakePod("d");
  const Answer second = Get(Pods() + "?limit=2&continue=" + first.Meta("continue"));
  ASSERT_EQ(second["/items"].size(), 1U);
  EXPECT_EQ(second["/items/0/metadata/name"], "c");
  EXPECT_EQ(second.Meta("resourceVersion"), first.Meta("resourceVersion"));
}

TEST_P(ApiServerContract, SelectsByLabelsAndFields) {
  MakePod("a", {{"labels", {{"x", "1"}}}});
  MakePod("b", {{"labels", {{"x", "2"}, {"y", "1"}}}});
  MakePod("c");
  const auto names = [&](const std::string& query) {
    std::string joined;
    const Answer listed = Get(Pods() + "?" + query);
    for (const json& item : listed.body.at("items")) {
      joined += item["metadata"]["name"].get<std::string>();
    }
    return joined;
  };
  EXPECT_EQ(names("labelSelector=x%3D1"), "a");
  EXPECT_EQ(names("labelSelector=x%21%3D1"), "bc");
  EXPECT_EQ(names("labelSelector=x+in+(1,2),%21y"), "a");
  EXPECT_EQ(names("labelSelector=x+notin+(1)"), "bc");
  EXPECT_EQ(names("labelSelector=y"), "b");
  EXPECT_EQ(names("fieldSelector=metadata.name%3Dc"), "c");
  EXPECT_EQ(names("fieldSelector=status.phase%21%3DPending"), "");
}

TEST_P(ApiServerContract, NamesTheCauseForAFutureRevision) {
  const Answer listed = Get(Pods() + "?resourceVersion=999999999");
  EXPECT_EQ(listed.status, 504);
  EXPECT_EQ(listed["/details/causes/0/reason"], "ResourceVersionTooLarge");
}

TEST_P(ApiServerContract, WatchesFromAVersion) {
  const std::string version = Get(Pods()).Meta("resourceVersion");
  MakePod("a", {{"labels", {{"x", "1"}}}});
  Patch(Pods() + "/a", "merge", {{"metadata", {{"labels", {{"x", "2"}}}}}});
  MakePod("b", {{"labels", {{"x", "1"}}}});
  Delete(Pods() + "/b");

  std::string seen;
  for (const json& event :
       Watch(Pods() + "?labelSelector=x%3D1&resourceVersion=" + version, [](const json& event) {
         return event["type"] == "DELETED" && event["object"]["metadata"]["name"] == "b";
       })) {
    seen += event["type"].get<std::string>() + " " +
            event["object"]["metadata"]["name"].get<std::string>() + "; ";
  }
  EXPECT_EQ(seen, "ADDED a; DELETED a; ADDED b; MODIFIED b; DELETED b; ");
}

TEST_P(ApiServerContract, StreamsAListThatEndsWithABookmark) {
  MakePod("a");
  const std::vector<json> events = Watch(
      Pods() + "?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
      [](const json& event) { return event["type"] == "BOOKMARK"; });
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0]["type"], "ADDED");
  EXPECT_EQ(events[0]["object"]["kind"], "Pod");
  EXPECT_EQ(events[1]["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
}

TEST_P(ApiServerContract, CollectsDependentsOfADeletedOwner) {
  const json workflow = MakeWorkflow("w");
  const json pod = MakePod("a", {{"ownerReferences", {OwnerReference(workflow)}}});
  const std::string version = pod["metadata"]["resourceVersion"];
  const Answer deleted = Delete(Workflows() + "/w", {{"propagationPolicy", "Background"}});
  EXPECT_EQ(deleted["/kind"], "Status");

  const std::vector<json> events =
      Watch(Pods() + "?resourceVersion=" + version,
            [](const json& event) { return event["type"] == "DELETED"; });
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.back()["object"]["metadata"]["name"], "a");
}

TEST_P(ApiServerContract, RejectsCreationsInATerminatingNamespace) {
  MakePod("a", {{"finalizers", {"executioner.dev/record"}}});
  Delete("/api/v1/namespaces/" + ns_);
  const Answer refused = Post(
      Pods(), {{"metadata", {{"name", "b"}}},
               {"spec", {{"containers", {{{"name", "job"}, {"image", "example.test/none"}}}}}}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused["/details/causes/0/reason"], "NamespaceTerminating");
  Patch(Pods() + "/a", "merge", {{"metadata", {{"finalizers", nullptr}}}});
}

TEST_P(ApiServerContract, RejectsObjectsThatAreTooLarge) {
  const auto post = [&](std::size_t bytes) {
    json pod = {{"metadata", {{"name", "a"}}},
                {"spec", {{"containers", {{{"name", "job"}, {"image", "example.test/none"}}}}}}};
    pod["spec"]["containers"][0]["args"] = json::array({std::string(bytes, 'a')});
    return Post(Pods(), pod);
  };
  const Answer large = post(1'700'000);
  EXPECT_EQ(large.status, 500);
  EXPECT_EQ(large.body.value("message", ""), "etcdserver: request is too large");
  const Answer larger = post(2'100'000);
  EXPECT_EQ(larger.status, 500);
  EXPECT_NE(larger.body.value("message", "").find("larger than max"), std::string::npos);
  EXPECT_EQ(larger.Reason(), "");
  EXPECT_EQ(post(3'200'000).status, 413);
}

}  // namespace
}  // namespace executioner::fakes
