// The CRDs and the reader are held against each other, whatever made them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "controller/domain/pod_fields.h"
#include "controller/manifest/json_codec.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_reader.h"
#include "tests/unit/manifest/codec_fixture.h"

namespace executioner::manifest {
namespace {

using Names = std::set<std::string, std::less<>>;

std::string FileText(const std::filesystem::path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The schema of `.spec`. \param plural  "workflows" or "jobs"
Value SchemaOf(const std::string& plural) {
  const std::string file = std::string(EXECUTIONER_SOURCE_DIR) + "/crds/" + plural + ".yaml";
  const Value crd = ReadYaml(FileText(file), file).front();
  return Nearest(crd, "spec.versions[0].schema.openAPIV3Schema.properties.spec");
}

Strings UnknownFields(const std::string& plural, const Value& spec) {
  const std::string json = CanonicalJson(spec);
  const SpecResult result = plural == "jobs" ? ReadJob(json, "a") : ReadWorkflow(json);
  Strings paths;
  for (const domain::Complaint& complaint : result.complaints) {
    if (complaint.message.starts_with("there is no such field")) {
      paths.push_back(complaint.path);
    }
  }
  return paths;
}

/// Makes a value in which every field of a schema occurs.
class Sample {
 public:
  /// \param odd_place  path of the object that gets fields which its schema does not have
  explicit Sample(std::string odd_place = {}, Names odd_names = {})
      : odd_place_(std::move(odd_place)), odd_names_(std::move(odd_names)) {}

  Value Of(const Value& schema, const std::string& path = "spec") {
    // Of a value of several types, the object if it may be one.
    const Value* const only = schema.Find("type");
    const std::string type = only != nullptr                        ? *only->Text()
                             : schema.Find("properties") != nullptr ? "object"
                                                                    : "string";
    if (type == "object") {
      return {Members(schema, path)};
    }
    if (type == "array") {
      return {List{Of(*schema.Find("items"), path + "[0]")}};
    }
    if (type == "integer") {
      return {std::int64_t{1}};
    }
    if (type == "boolean") {
      return {true};
    }
    const Value* const words = schema.Find("enum");
    return words == nullptr ? Value{std::string("x")} : words->Items()->front();
  }

  /// Paths of the objects that have fields of ours.
  const Strings& Objects() const { return objects_; }

  /// What it has put where it does not belong, in order.
  const Strings& Odd() const { return odd_; }

 private:
  Object Members(const Value& schema, const std::string& path) {
    Object members;
    const Value* const properties = schema.Find("properties");
    if (properties == nullptr) {
      return members;  // anything may stand there
    }
    objects_.push_back(path);
    for (const auto& [name, property] : *properties->Members()) {
      members.emplace(name, Of(property, path + "." + name));
    }
    for (const std::string& name : path == odd_place_ ? odd_names_ : Names{}) {
      if (members.emplace(name, Value{true}).second) {
        odd_.push_back(path + "." + name);
      }
    }
    return members;
  }

  std::string odd_place_;
  Names odd_names_;
  Strings objects_;
  Strings odd_;
};

/// Every word in quotes in the lists of fields that could be the name of a field.
Names WordsOfTheLists() {
  static const std::regex kWord("\"([a-z][A-Za-z]+)\"");
  Names words;
  for (const char* file : {"job_template_fields.h", "pod_fields.h", "workflow_fields.h"}) {
    const std::string text =
        FileText(std::string(EXECUTIONER_SOURCE_DIR) + "/controller/domain/" + file);
    for (std::sregex_iterator match(text.begin(), text.end(), kWord), end; match != end; ++match) {
      words.insert((*match)[1]);
    }
  }
  return words;
}

TEST(CrdFields, AreAllKnownToTheReader) {
  for (const std::string plural : {"workflows", "jobs"}) {
    EXPECT_EQ(UnknownFields(plural, Sample().Of(SchemaOf(plural))), Strings{}) << plural;
  }
}

TEST(CrdFields, AreAllThatTheReaderKnows) {
  const Names words = WordsOfTheLists();
  ASSERT_TRUE(words.contains("dependsOn"));
  for (const std::string plural : {"workflows", "jobs"}) {
    const Value schema = SchemaOf(plural);
    Sample plain;
    plain.Of(schema);
    for (const std::string& place : plain.Objects()) {
      if (place.ends_with(".podTemplate.spec")) {
        continue;  // the reader takes any field there, see the next test
      }
      Sample odd(place, words);
      const Strings unknown = UnknownFields(plural, odd.Of(schema));
      for (const std::string& field : odd.Odd()) {
        EXPECT_EQ(std::ranges::count(unknown, field), 1)
            << "the reader knows " << field << ", and crds/" << plural << ".yaml does not have it";
      }
    }
  }
}

TEST(CrdFields, OfAPodTemplateAreThoseOnTheAllowList) {
  const Value schema = SchemaOf("jobs");
  const Value& properties = Nearest(schema, "properties.podTemplate.properties.spec.properties");
  std::string names;
  for (const auto& [name, property] : *properties.Members()) {
    names += (names.empty() ? "" : ", ") + name;
  }
  EXPECT_EQ(names, domain::AllowedPodFieldNames());
}

}  // namespace
}  // namespace executioner::manifest
