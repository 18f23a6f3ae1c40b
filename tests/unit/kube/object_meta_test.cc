#include "controller/kube/object_meta.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/kube/object_meta_json.h"

namespace executioner::kube {
namespace {

using Map = std::map<std::string, std::string>;

TEST(ObjectMeta, KeyIsNamespaceAndName) {
  EXPECT_EQ((ObjectMeta{.ns = "a", .name = "b"}.Key()), "a/b");
  EXPECT_EQ((ObjectMeta{.name = "b"}.Key()), "b");
}

TEST(ObjectMeta, IsReadFromTheMetadataOfAnObject) {
  const auto json = nlohmann::json::parse(R"({"metadata":{
    "namespace":"a","name":"b","uid":"u","resourceVersion":"12","generation":3,
    "creationTimestamp":"2026-11-24T08:00:00Z","deletionTimestamp":"2026-11-24T08:01:00Z",
    "deletionGracePeriodSeconds":30,"labels":{"l":"1"},"finalizers":["x/y"],
    "ownerReferences":[{"name":"other"},
      {"apiVersion":"v","kind":"K","name":"n","uid":"ou","controller":true}]}})");
  const ObjectMeta meta = DecodeMeta(json);
  EXPECT_EQ(meta.Key(), "a/b");
  EXPECT_EQ(meta.uid, "u");
  EXPECT_EQ(meta.resource_version, "12");
  EXPECT_EQ(meta.generation, 3);
  EXPECT_EQ(meta.creation_time, base::ParseTime("2026-11-24T08:00:00Z"));
  EXPECT_EQ(meta.deletion_time, base::ParseTime("2026-11-24T08:01:00Z"));
  EXPECT_EQ(meta.deletion_grace_seconds, 30);
  EXPECT_EQ(meta.labels, (Map{{"l", "1"}}));
  EXPECT_EQ(meta.finalizers, std::vector<std::string>{"x/y"});
  EXPECT_EQ(meta.controller, (OwnerReference{"v", "K", "n", "ou"}));
}

TEST(ObjectMeta, KeepsOnlyRequestedAnnotations) {
  const auto json = nlohmann::json::parse(
      R"({"metadata":{"annotations":{"ours/a":"1","ours/b":"2","exact":"3","big":"4"}}})");
  constexpr std::string_view kKept[] = {"ours/", "exact"};
  EXPECT_EQ(DecodeMeta(json, kKept).annotations,
            (Map{{"exact", "3"}, {"ours/a", "1"}, {"ours/b", "2"}}));
  EXPECT_TRUE(DecodeMeta(json).annotations.empty());
}

TEST(ObjectMeta, IgnoresMembersOfWrongTypes) {
  for (const char* text :
       {"7", "[]", "{}", R"({"metadata":7})",
        R"({"metadata":{"name":1,"uid":[],"generation":"x","creationTimestamp":5,"labels":["a"],
            "annotations":null,"finalizers":[1,{}],"ownerReferences":[null,{"controller":"yes"}],
            "deletionGracePeriodSeconds":99999999999}})"}) {
    const ObjectMeta meta = DecodeMeta(nlohmann::json::parse(text));
    EXPECT_EQ(meta.name, "") << text;
    EXPECT_EQ(meta.generation, 0) << text;
    EXPECT_TRUE(meta.finalizers.empty()) << text;
    EXPECT_EQ(meta.controller, std::nullopt) << text;
    EXPECT_EQ(meta.deletion_grace_seconds, std::nullopt) << text;
  }
}

}  // namespace
}  // namespace executioner::kube
