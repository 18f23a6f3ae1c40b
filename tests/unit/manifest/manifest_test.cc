#include "controller/manifest/manifest.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/manifest/json_text.h"
#include "tests/unit/manifest/codec_fixture.h"

namespace executioner::manifest {
namespace {

constexpr const char* kWorkflow = R"(apiVersion: executioner.dev/v1alpha1
kind: Workflow
metadata: {name: etl, namespace: night}
spec:
  jobs:
  - name: load
    timeoutSecond: 5
)";

Strings ErrorsOf(const std::string& text) {
  Strings words;
  for (const ManifestError& error : ReadManifest(text, "f").errors) {
    words.push_back(error.place + ": " + error.message);
  }
  return words;
}

std::string Ours(const std::string& rest) {
  return "apiVersion: executioner.dev/v1alpha1\nkind: Job\n" + rest;
}

TEST(ReadManifest, ReadsTheFrameOfAnObject) {
  const Manifest manifest = ReadManifest(kWorkflow, "f");
  EXPECT_TRUE(manifest.errors.empty());
  ASSERT_EQ(manifest.objects.size(), 1U);
  const ManifestObject& object = manifest.objects[0];
  EXPECT_EQ(object.api_version, "executioner.dev/v1alpha1");
  EXPECT_EQ(object.kind, "Workflow");
  EXPECT_EQ(object.name, "etl");
  EXPECT_EQ(object.namespace_name, "night");
  EXPECT_EQ(CanonicalJson(object.Spec()), R"({"jobs":[{"name":"load","timeoutSecond":5}]})");
}

TEST(ReadManifest, ReadsSeveralObjects) {
  const Manifest manifest = ReadManifest(std::string(kWorkflow) + "---\n# nothing\n---\n" +
                                             Ours("metadata: {generateName: a-}\nspec: {}\n"),
                                         "f");
  EXPECT_TRUE(manifest.errors.empty());
  ASSERT_EQ(manifest.objects.size(), 2U);
  EXPECT_EQ(manifest.objects[1].kind, "Job");
  EXPECT_EQ(manifest.objects[1].name, "");
}

TEST(ReadManifest, KnowsThePlacesOfComplaints) {
  const ManifestObject object = ReadManifest(kWorkflow, "etl.yaml").objects.at(0);
  const SpecResult result = ReadSpec(object);
  ASSERT_EQ(InWords(result.complaints),
            Strings{"spec.jobs[0].timeoutSecond: there is no such field; did you mean "
                    "'timeoutSeconds'?"});
  EXPECT_EQ(object.PlaceOf(result.complaints[0].path), "etl.yaml:7:5");
  EXPECT_EQ(object.PlaceOf("spec.jobs[0].image"), "etl.yaml:6:5");
  EXPECT_EQ(object.PlaceOf("spec.jobs[9]"), "etl.yaml:5:3");
}

TEST(ReadSpec, ReadsAJobUnderTheNameOfItsObject) {
  const Manifest manifest =
      ReadManifest(Ours("metadata: {name: daily.report}\nspec: {image: x}\n"), "f");
  const SpecResult result = ReadSpec(manifest.objects.at(0));
  EXPECT_TRUE(result.spec.single);
  EXPECT_EQ(result.spec.jobs[0].name, "daily.report");
}

TEST(ReadManifest, ReportsOtherKindsAndContinues) {
  const Manifest manifest =
      ReadManifest("apiVersion: v1\nkind: ConfigMap\n---\napiVersion: batch/v1\nkind: Job\n---\n" +
                       std::string(kWorkflow),
                   "f");
  EXPECT_EQ(manifest.errors,
            (std::vector<ManifestError>{{"f:2:1",
                                         "kind ConfigMap of v1 is not supported; expected Workflow "
                                         "or Job of executioner.dev/v1alpha1"},
                                        {"f:5:1",
                                         "kind Job of batch/v1 is not supported; expected Workflow "
                                         "or Job of executioner.dev/v1alpha1"}}));
  EXPECT_EQ(manifest.objects.size(), 1U);
}

TEST(ReadManifest, RequiresKindAndApiVersion) {
  const std::string way_out =
      " is missing: begin with apiVersion: executioner.dev/v1alpha1 and kind: Workflow or kind: "
      "Job";
  EXPECT_EQ(ErrorsOf("a: 1\n"), Strings{"f:1:1: kind" + way_out});
  EXPECT_EQ(ErrorsOf("kind: Job\n"), Strings{"f:1:1: apiVersion" + way_out});
  EXPECT_EQ(ErrorsOf("kind:\n"), Strings{"f:1:1: kind" + way_out});
}

TEST(Manifest, RecognizesAConfigurationOfTheOldProgram) {
  const std::string error = ErrorsOf("{\"jobs\": [{\"id\": \"a\"}]}").at(0);
  EXPECT_NE(error.find("runs by 'executioner -c FILE'"), std::string::npos) << error;
}

TEST(ReadManifest, RejectsDocumentsThatAreNotObjects) {
  EXPECT_EQ(ErrorsOf("- a\n"), Strings{"f:1:1: is a list, not an object"});
  EXPECT_EQ(ErrorsOf("# nothing\n"), Strings{"f: holds no objects"});
}

TEST(ReadManifest, RejectsOtherTopLevelFields) {
  EXPECT_EQ(ErrorsOf(Ours("metadata: {name: a}\nspec: {}\nmetadat: {}\nimage: x\n")),
            (Strings{"f:6:1: there is no field 'image' in a Job",
                     "f:5:1: there is no field 'metadat' in a Job; did you mean 'metadata'?"}));
}

TEST(ReadManifest, DistinguishesWrongTypesFromMissingFields) {
  EXPECT_EQ(ErrorsOf("kind: [Job]\n"), Strings{"f:1:1: kind must be text, not a list"});
  EXPECT_EQ(ErrorsOf("kind: Job\napiVersion: 1\n"),
            Strings{"f:2:1: apiVersion must be text, not an integer: put it in quotes"});
  EXPECT_EQ(ErrorsOf(Ours("metadata: 5\nspec: {}\n")),
            Strings{"f:3:1: metadata must be an object, not an integer"});
  for (const auto& [value, kind] : {std::pair{"1234", "an integer"}, std::pair{"true", "a boolean"},
                                    std::pair{"1.5", "a number"}}) {
    for (const char* field : {"name", "namespace", "generateName"}) {
      const std::string text = field + std::string(": ") + value;
      EXPECT_EQ(ErrorsOf(Ours("metadata:\n  " + text + "\nspec: {}\n")).at(0),
                std::string("f:4:3: metadata.") + field + " must be text, not " + kind +
                    ": put it in quotes");
    }
  }
  EXPECT_EQ(ErrorsOf(Ours("metadata: {name: 1234}\nspec: {}\n")).size(), 1U);
}

TEST(ReadManifest, ChecksTheNameOfTheObject) {
  EXPECT_EQ(ErrorsOf(Ours("spec: {}\n")),
            Strings{"f:1:1: metadata.name is missing: give the Job a name"});
  for (const std::string& name : {std::string("Upper"), std::string("a_b"), std::string("-a"),
                                  std::string("a."), std::string(64, 'a')}) {
    EXPECT_EQ(
        ErrorsOf(Ours("metadata: {name: " + name + "}\nspec: {}\n")),
        Strings{"f:3:12: metadata.name is '" + name +
                "': a name has at most 63 lower-case letters, digits, '-' and '.', and begins "
                "and ends with a letter or digit"});
  }
}

TEST(ReadManifest, RequiresTheSpec) {
  EXPECT_EQ(ErrorsOf(Ours("metadata: {name: a}\n")), Strings{"f:1:1: spec is missing"});
  EXPECT_EQ(ErrorsOf(Ours("metadata: {name: a}\nspec:\n")), Strings{"f:4:1: spec is missing"});
}

TEST(ReadManifest, ThrowsIfTheTextCannotBeParsed) {
  try {
    ReadManifest("a: [\n", "etl.yaml");
    FAIL() << "it was read";
  } catch (const base::ConfigurationError& error) {
    EXPECT_EQ(error.Field(), "etl.yaml:1:5");
  }
}

}  // namespace
}  // namespace executioner::manifest
