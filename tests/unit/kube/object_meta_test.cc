#include "controller/kube/object_meta.h"

#include <gtest/gtest.h>

namespace executioner::kube {
namespace {

using Map = std::map<std::string, std::string>;

bool All(std::string_view /*key*/) {
  return true;
}

TEST(ObjectMeta, KeyIsNamespaceAndName) {
  EXPECT_EQ((ObjectMeta{.ns = "a", .name = "b"}.Key()), "a/b");
  EXPECT_EQ((ObjectMeta{.name = "b"}.Key()), "b");
}

TEST(ObjectMeta, IsReadFromTheMetadataOfAnObject) {
  const ObjectMeta meta = ReadMeta(R"({
    "namespace":"a","name":"b","uid":"u","resourceVersion":"12","generation":3,
    "creationTimestamp":"2026-11-24T08:00:00Z","deletionTimestamp":"2026-11-24T08:01:00Z",
    "deletionGracePeriodSeconds":30,"labels":{"l":"1"},"finalizers":["x/y"],
    "ownerReferences":[{"name":"other"},
      {"apiVersion":"v","kind":"K","name":"n","uid":"ou","controller":true}]})",
                                   All, All);
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

TEST(ObjectMeta, KeepsOnlyRequestedLabelsAndAnnotations) {
  constexpr std::string_view kMetadata =
      R"({"labels":{"ours":"0","big":"4"},"annotations":{"ours/a":"1","ours/b":"2","exact":"3","big":"4"}})";
  const auto is_ours = [](std::string_view key) { return key.starts_with("ours"); };
  const auto is_wanted = [](std::string_view key) {
    return key == "exact" || key.starts_with("ours/");
  };
  const ObjectMeta meta = ReadMeta(kMetadata, is_ours, is_wanted);
  EXPECT_EQ(meta.labels, (Map{{"ours", "0"}}));
  EXPECT_EQ(meta.annotations, (Map{{"exact", "3"}, {"ours/a", "1"}, {"ours/b", "2"}}));
  EXPECT_TRUE(ReadMeta(kMetadata, nullptr, nullptr).labels.empty());
  EXPECT_TRUE(ReadMeta(kMetadata, nullptr, nullptr).annotations.empty());
}

TEST(ObjectMeta, IgnoresMembersOfWrongTypes) {
  for (const char* text :
       {"7", "[]", "{}", "", "{",
        R"({"name":1,"uid":[],"generation":"x","creationTimestamp":5,"labels":["a"],
            "annotations":null,"finalizers":[1,{}],"ownerReferences":[null,{"controller":"yes"}],
            "deletionGracePeriodSeconds":99999999999})"}) {
    const ObjectMeta meta = ReadMeta(text, All, All);
    EXPECT_EQ(meta.name, "") << text;
    EXPECT_EQ(meta.generation, 0) << text;
    EXPECT_TRUE(meta.labels.empty() && meta.annotations.empty()) << text;
    EXPECT_TRUE(meta.finalizers.empty()) << text;
    EXPECT_EQ(meta.controller, std::nullopt) << text;
    EXPECT_EQ(meta.deletion_grace_seconds, std::nullopt) << text;
  }
}

}  // namespace
}  // namespace executioner::kube
