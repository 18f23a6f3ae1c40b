#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace {

std::string FileOf(const std::string& plural) {
  return EXECUTIONER_SOURCE_DIR "/crds/" + plural + ".yaml";
}

YAML::Node SchemaOf(const std::string& plural) {
  return YAML::LoadFile(FileOf(plural))["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
}

YAML::Node SpecOf(const std::string& plural) {
  return SchemaOf(plural)["properties"]["spec"];
}

YAML::Node StatusOf(const std::string& plural) {
  return SchemaOf(plural)["properties"]["status"];
}

std::string TextOf(const YAML::Node& node) {
  YAML::Emitter out;
  out << node;
  return out.c_str();
}

using Fields = std::vector<std::pair<std::string, std::string>>;

// The properties of an object in their order, each as text, without those named.
Fields FieldsWithout(const YAML::Node& object, const std::set<std::string>& names) {
  Fields fields;
  for (const auto& property : object["properties"]) {
    if (names.count(property.first.Scalar()) == 0) {
      fields.emplace_back(property.first.Scalar(), TextOf(property.second));
    }
  }
  return fields;
}

Fields JobTemplate() {
  return FieldsWithout(SpecOf("workflows")["properties"]["defaults"], {});
}

// Whether a schema belongs to a list item, however deep.
enum class Place { kOutsideLists, kInList };

using Visitor = std::function<void(const std::string& path, const YAML::Node& schema, Place place)>;

void Visit(const std::string& path, const YAML::Node& schema, Place place, const Visitor& visitor) {
  visitor(path, schema, place);
  for (const auto& property : schema["properties"]) {
    Visit(path + "." + property.first.Scalar(), property.second, place, visitor);
  }
  if (schema["items"]) {
    Visit(path + "[]", schema["items"], Place::kInList, visitor);
  }
}

// "any" of a field that takes any value, whose size only the reader bounds.
std::string TypeOf(const YAML::Node& schema) {
  return schema["type"] ? schema["type"].Scalar() : "any";
}

// Spec and status of both kinds.
void VisitAll(const Visitor& visitor) {
  for (const std::string plural : {"workflows", "jobs"}) {
    Visit(plural + ".spec", SpecOf(plural), Place::kOutsideLists, visitor);
    Visit(plural + ".status", StatusOf(plural), Place::kOutsideLists, visitor);
  }
}

TEST(CrdRules, JobsOfAWorkflowHaveTheFieldsOfDefaults) {
  EXPECT_EQ(FieldsWithout(SpecOf("workflows")["properties"]["jobs"]["items"],
                          {"name", "dependsOn", "trigger", "when", "allowFailure", "priority"}),
            JobTemplate());
}

TEST(CrdRules, AJobHasTheFieldsOfDefaults) {
  EXPECT_EQ(FieldsWithout(SpecOf("jobs"),
                          {"after", "afterTimeoutSeconds", "activeDeadlineSeconds", "suspend",
                           "cancel", "rerunOn", "ttlSecondsAfterFinished", "podRetention"}),
            JobTemplate());
}

TEST(CrdRules, TheFreezeOfAJobNamesEveryFieldOfDefaults) {
  const std::string rule = SchemaOf("jobs")["x-kubernetes-validations"][0]["rule"].Scalar();
  for (const auto& [name, schema] : JobTemplate()) {
    std::string comparison = "self.spec.";
    comparison.append(name).append(" == oldSelf.spec.").append(name).append(")");
    EXPECT_NE(rule.find(comparison), std::string::npos) << name;
  }
}

TEST(CrdRules, BothKindsHaveTheSameStatus) {
  const std::set<std::string> own = {"attempts", "exitCode", "pod", "afterComplete"};
  EXPECT_EQ(FieldsWithout(StatusOf("jobs"), own), FieldsWithout(StatusOf("workflows"), {}));
  EXPECT_EQ(TextOf(StatusOf("jobs")["x-kubernetes-validations"]),
            TextOf(StatusOf("workflows")["x-kubernetes-validations"]));
}

// Entries of lists are described with their list.
TEST(CrdRules, EveryFieldIsDescribed) {
  VisitAll([](const std::string& path, const YAML::Node& schema, Place) {
    EXPECT_TRUE(path.ends_with("[]") || schema["description"]) << path;
  });
}

TEST(CrdRules, EveryFieldIsBounded) {
  const std::set<std::string> any_integer = {"priority", "exitCode"};
  VisitAll([&](const std::string& path, const YAML::Node& schema, Place) {
    const std::string type = TypeOf(schema);
    EXPECT_TRUE(type != "any" || schema["x-kubernetes-preserve-unknown-fields"]) << path;
    const std::string name = path.substr(path.rfind('.') + 1);
    EXPECT_TRUE(type != "string" || schema["maxLength"] || schema["enum"] || schema["format"])
        << path;
    EXPECT_TRUE(type != "array" || schema["maxItems"]) << path;
    EXPECT_TRUE(type != "integer" ||
                (schema["format"] && (schema["minimum"] || any_integer.count(name) == 1)))
        << path;
    EXPECT_TRUE(!schema["additionalProperties"] || schema["maxProperties"]) << path;
  });
}

TEST(CrdRules, EveryListSaysHowItIsMerged) {
  VisitAll([](const std::string& path, const YAML::Node& schema, Place) {
    EXPECT_TRUE(TypeOf(schema) != "array" || schema["x-kubernetes-list-type"]) << path;
  });
}

// A default inside a list item makes every unchanged `kubectl apply` print "configured".
TEST(CrdRules, NoDefaultStandsInAListItem) {
  VisitAll([](const std::string& path, const YAML::Node& schema, Place place) {
    EXPECT_FALSE(place == Place::kInList && schema["default"]) << path;
  });
}

// `kubectl apply` keeps the whole as JSON, which is shorter than the YAML, in an annotation.
TEST(CrdRules, EachCrdIsSmallEnoughForKubectlApply) {
  for (const std::string plural : {"workflows", "jobs"}) {
    EXPECT_LT(std::filesystem::file_size(FileOf(plural)), 100'000U) << plural;
  }
}

}  // namespace
