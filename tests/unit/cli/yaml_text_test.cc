// JSON as YAML that people read and every program reads alike.
#include "controller/cli/yaml_text.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <yaml-cpp/yaml.h>

namespace executioner::cli {
namespace {

using nlohmann::json;

std::string Written(const std::string& text) {
  return YamlText(json{{"script", text}}.dump());
}

TEST(YamlText, WritesLinesAsABlock) {
  EXPECT_EQ(Written("if true; then\n  echo \"yes\"\n\nfi\n"),
            "script: |\n  if true; then\n    echo \"yes\"\n\n  fi\n");
}

TEST(YamlText, KeepsNamesAndPathsUnquoted) {
  EXPECT_EQ(YamlText(R"({"a":"load-1","b":["/bin/sh","-c"],"c":"executioner.dev/v1alpha1"})"),
            "a: load-1\nb:\n  - /bin/sh\n  - \"-c\"\nc: executioner.dev/v1alpha1\n");
}

TEST(YamlText, QuotesAmbiguousScalars) {
  for (const char* text : {"yes", "n", "1", "0x1F", "1e3", "~", "null", "", "2026-11-24", ".", "-",
                           "1.5", "0o7", ".inf", "1_000"}) {
    EXPECT_EQ(Written(text), "script: \"" + std::string(text) + "\"\n") << text;
  }
  EXPECT_EQ(YamlText(R"({"on":1})"), "\"on\": 1\n");
}

TEST(YamlText, IsParsedToTheSameText) {
  for (const std::string text : {"a\nb\n",
                                 "a\nb",
                                 "a\nb\n\n",
                                 " a\nb\n",
                                 "\na\n",
                                 "a\n\n  b\n",
                                 "a \n\tb\n",
                                 "a\n#b\n",
                                 "a\r\nb\n",
                                 "a\n---\nb\n",
                                 "a\n...\n",
                                 "ä\nb\n",
                                 "a\nb\xC2\x85\n",
                                 "\xEF\xBB\xBF\na\nb\n",
                                 "a: b",
                                 "- a",
                                 "#a",
                                 "a\n \n",
                                 "%a\nb\n",
                                 "a\n  \n  b\n"}) {
    const json value{{"jobs", json::array({json{{"script", text}, {text, 1}}})}};
    const YAML::Node job = YAML::Load(YamlText(value.dump()))["jobs"][0];
    EXPECT_EQ(job["script"].Scalar(), text) << YamlText(value.dump());
    EXPECT_TRUE(job[text].IsDefined()) << YamlText(value.dump());
  }
}

TEST(YamlText, DistinguishesNullFromText) {
  EXPECT_EQ(YamlText(R"({"exitCode":null,"text":"null"})"), "exitCode: null\ntext: \"null\"\n");
}

}  // namespace
}  // namespace executioner::cli
