#include "tools/schema/yaml_text.h"

#include <gtest/gtest.h>

#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_reader.h"

namespace executioner::schema {
namespace {

std::string YamlOf(const std::string& json) {
  return YamlText(manifest::ParseJson(json).value);
}

TEST(YamlText, QuotesWordsThatAReaderTakesForSomethingElse) {
  EXPECT_EQ(YamlOf(R"({"on":"True","a":"plain","b":"010","c":"a: b"})"),
            "a: plain\nb: \"010\"\nc: \"a: b\"\n\"on\": \"True\"\n");
}

TEST(YamlText, IndentsMembersAndItems) {
  EXPECT_EQ(YamlOf(R"({"a":{"b":[1,{"c":true,"d":[]}],"e":{}}})"),
            "a:\n  b:\n  - 1\n  - c: true\n    d: []\n  e: {}\n");
}

TEST(YamlText, IsReadBackAsItWas) {
  std::string words = "word";
  for (int i = 0; i < 60; ++i) {
    words += " word" + std::to_string(i) + ": #";
  }
  const std::string json = manifest::CanonicalJson(
      {manifest::Object{{"folded", {words}},
                        {"spaces", {words + "  " + words}},
                        {"one", {std::string(300, 'x')}},
                        {"pattern", {std::string(R"(^[A-Z]([-A-Za-z\.]*)?$)")}}}});
  EXPECT_EQ(manifest::CanonicalJson(manifest::ReadYaml(YamlOf(json), "f").front()), json);
}

}  // namespace
}  // namespace executioner::schema
