#include "controller/manifest/yaml_reader.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/manifest/json_text.h"

namespace executioner::manifest {
namespace {

/// The documents as JSON, or the error.
std::string Read(std::string_view text) {
  try {
    std::string documents;
    for (const Value& document : ReadYaml(text, "f")) {
      documents += (documents.empty() ? "" : "|") + CanonicalJson(document);
    }
    return documents;
  } catch (const base::ConfigurationError& error) {
    return error.what();
  }
}

bool Mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string Nested(int depth) {
  const auto levels = static_cast<std::size_t>(depth);
  return std::string(levels, '[') + std::string(levels, ']');
}

/// Each anchor holds the one before twice.
std::string Bomb(int levels) {
  std::string text = "a0: &a0 [x, x]\n";
  for (int i = 1; i < levels; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    text += name + ": &" + name + " [" + last + ", " + last + "]\n";
  }
  return text;
}

TEST(ReadYaml, ReadsBlocksAndFlows) {
  EXPECT_EQ(Read("a:\n- 1\n- b: [x, {c: true}]\n  d:\ne: |\n  two\n  lines\n"),
            R"({"a":[1,{"b":["x",{"c":true}],"d":null}],"e":"two\nlines\n"})");
}

TEST(ReadYaml, ReadsJson) {
  EXPECT_EQ(Read("{\"a\": [1, \"\\u00e4\\n\", null], \"b\": {\"c\": \"yes\"}}"),
            "{\"a\":[1,\"\xC3\xA4\\n\",null],\"b\":{\"c\":\"yes\"}}");
}

TEST(ReadYaml, AcceptsTheOnlyControlCharacterThatJsonAllows) {
  EXPECT_EQ(Read("{\"a\": \"x\x7F\"}"), "{\"a\":\"x\x7F\"}");
  EXPECT_TRUE(Mentions(Read("{\"a\": \"x\x1F\"}"), "control character"));
  EXPECT_TRUE(Mentions(Read("a: \"x\x7F\""), "control character"));
}

TEST(ReadYaml, KeepsQuotedScalarsAsText) {
  EXPECT_EQ(Read("['1', \"yes\", 'null', \"\", !!str 5, ! 6]"), R"(["1","yes","null","","5","6"])");
}

TEST(ReadYaml, KeepsKeysUnchanged) {
  EXPECT_EQ(Read("8080: a\ntrue: b\n\"on\": c\n"), R"({"8080":"a","on":"c","true":"b"})");
}

TEST(ReadYaml, ReadsManyDocuments) {
  EXPECT_EQ(Read("a: 1\n---\nb: 2\n---\n---\nc\n"), R"({"a":1}|{"b":2}|null|"c")");
  EXPECT_EQ(Read(""), "null");
  EXPECT_EQ(Read("# only a comment\n"), "null");
}

TEST(ReadYaml, SkipsAByteOrderMark) {
  EXPECT_EQ(Read("\xEF\xBB\xBF"
                 "a: 1\n---\nb: 2"),
            R"({"a":1}|{"b":2})");
}

TEST(ReadYaml, ReadsWindowsLineEnds) {
  EXPECT_EQ(Read("a: 1\r\nb: x\r\n"), R"({"a":1,"b":"x"})");
}

TEST(ReadYaml, CopiesValuesOfAliases) {
  EXPECT_EQ(Read("a: &x {b: [1]}\nc: *x\nd: &y z\ne: *y\n"),
            R"({"a":{"b":[1]},"c":{"b":[1]},"d":"z","e":"z"})");
}

TEST(ReadYaml, KnowsThePlacesOfValues) {
  const Value root = ReadYaml("a: 1\nb:\n- x\n-   c: 2\n", "f").front();
  EXPECT_EQ(PlaceIn("f", root), "f:1:1");
  EXPECT_EQ(PlaceIn("f", Nearest(root, "b")), "f:2:1");
  EXPECT_EQ(PlaceIn("f", Nearest(root, "b[1]")), "f:4:5");
  EXPECT_EQ(PlaceIn("f", Nearest(root, "b[1].c")), "f:4:5");
  EXPECT_EQ(PlaceIn("f", Value{}), "f");
}

TEST(ReadYaml, RejectsAmbiguousScalars) {
  EXPECT_EQ(Read("a:\n  b: yes\n"),
            "f:2:6: 'yes' is read as true or false by some programs: write true, or quote it if it "
            "is text");
  EXPECT_EQ(Read("on: 1\n"),
            "f:1:1: 'on' is read as true or false by some programs: quote it: 'on'");
  EXPECT_EQ(Read("[1, 0777]"),
            "f:1:5: '0777' is read as a number with a leading zero by some programs: write 777, or "
            "quote it if it is text");
}

TEST(ReadYaml, RejectsDuplicateKeys) {
  EXPECT_EQ(Read("a: 1\nb: 2\na: 3\n"), "f:3:1: key 'a' is given twice");
  EXPECT_EQ(Read("a: 1\n\"a\": 3\n"), "f:2:1: key 'a' is given twice");
}

TEST(ReadYaml, RejectsKeysThatAreNotStrings) {
  EXPECT_TRUE(Mentions(Read("[a]: 1\n"), "a key must be text, not a list or an object"));
  EXPECT_TRUE(Mentions(Read("? {a: b}\n: 1\n"), "a key must be text"));
  EXPECT_TRUE(Mentions(Read("~: 1\n"), "a key is missing before ':'"));
  EXPECT_TRUE(Mentions(Read("a: &x b\n*x : 1\n"), "an alias cannot be a key"));
}

TEST(ReadYaml, RejectsMergeKeysAndTags) {
  EXPECT_EQ(Read("a: &x {b: 1}\nc:\n  <<: *x\n"),
            "f:3:3: merge keys are not supported: write the fields out");
  EXPECT_EQ(Read("\"<<\": 1"), R"({"<<":1})");
  EXPECT_TRUE(Mentions(Read("a: !!int 5\n"), "is not supported: leave it out"));
  EXPECT_TRUE(Mentions(Read("a: !local [1]\n"), "is not supported: leave it out"));
  EXPECT_EQ(Read("a: !!seq [1]\nb: !!map {}\n"), R"({"a":[1],"b":{}})");
}

TEST(ReadYaml, RejectsInvalidStructures) {
  EXPECT_EQ(Read("- a\nb: c\n"),
            "f:2:1: does not belong to what is before it: check the indentation; a new document "
            "begins with ---");
  EXPECT_TRUE(Mentions(Read("a: 1\n- b\n"), "f:2:1: "));
  EXPECT_TRUE(Mentions(Read("a: *nothing\n"), "f:1:4: "));
}

TEST(ReadYaml, DetectsTruncatedText) {
  const std::string why = " the text ends too early: a quote or a bracket is not closed";
  EXPECT_EQ(Read("a: [1, 2\n"), "f:1:9:" + why);
  EXPECT_EQ(Read("a: \"x\n"), "f:1:6:" + why);
  EXPECT_EQ(Read("a: \"x"), "f:1:6:" + why);
  EXPECT_EQ(Read("a: \"x\n\r\n\n"), "f:1:6:" + why);
  EXPECT_EQ(Read("a: 'x\nb: 1\n"), "f:2:5:" + why);
  EXPECT_EQ(Read("a: |+\n  x\n\n"), R"({"a":"x\n\n"})") << "nothing is missing here";
  EXPECT_EQ(Read("a: |\n  x"), R"({"a":"x\n"})");
}

TEST(ReadYaml, RejectsADirectiveWithoutADocument) {
  const std::string why =
      " a directive (a line that begins with %) needs a document behind it, which begins with ---";
  EXPECT_EQ(Read("'a: b\n%%\"x'"), R"("a: b %%\"x")") << "this is quoted";
  EXPECT_EQ(Read("a: b\n%%\"x"), "f:2:1:" + why);
  EXPECT_EQ(Read("a: b\n%x\n"), "f:2:1:" + why);
  EXPECT_EQ(Read("a: b\n...\n# c\n%YAML 1.2\n# d\n\n"), "f:4:1:" + why);
  EXPECT_EQ(Read("%TAG ! x"), "f:1:1:" + why);
  EXPECT_EQ(Read("%\n%x\n"), "f:2:1:" + why);
  EXPECT_EQ(Read("a: b\n...\n%x\n---\nc: d\n"), R"({"a":"b"}|{"c":"d"})");
}

TEST(ReadYaml, PlacesEverythingWithinTheText) {
  EXPECT_EQ(PlaceIn("f", ReadYaml("", "f").front()), "f:1:1");
  EXPECT_EQ(PlaceIn("f", ReadYaml("\n\n", "f").front()), "f:1:1");
  EXPECT_EQ(PlaceIn("f", ReadYaml("a: b\n---", "f").back()), "f:2:4");
  EXPECT_EQ(PlaceIn("f", ReadYaml("---\n---\n", "f").back()), "f:2:4");
}

TEST(ReadYaml, LimitsDepth) {
  EXPECT_EQ(Read(Nested(kDeepest)), Nested(kDeepest));
  EXPECT_EQ(Read(Nested(kDeepest + 1)), "f:1:65: nested deeper than 64 levels");
  EXPECT_TRUE(Mentions(Read("a: " + std::string(1'000, '[')), "f:1:"));
}

TEST(ReadYaml, LimitsTheSizeOfAliases) {
  EXPECT_TRUE(Read(Bomb(10)).starts_with("{"));
  EXPECT_TRUE(Mentions(Read(Bomb(40)), "anchors and aliases stand for more than 100000 values"));
}

TEST(ReadYaml, RejectsRecursiveAliases) {
  EXPECT_EQ(Read("a: &x [1, *x]\n"), "f:1:11: an alias stands inside of what it stands for");
}

TEST(ReadYaml, ForgetsAnchorsAtTheEndOfADocument) {
  EXPECT_TRUE(Mentions(Read("a: &x 1\n---\nb: *x\n"), "f:3:4: "));
}

TEST(ReadYaml, RejectsBytesThatAreNotText) {
  EXPECT_EQ(Read("a: 1\nb: \xFF\n"), "f:2:4: is not UTF-8");
  const std::string control =
      " has a control character; in double quotes it can be written as \\xNN";
  EXPECT_EQ(Read(std::string_view("a: \0", 4)), "f:1:4:" + control);
  EXPECT_EQ(Read("a\x7F"), "f:1:2:" + control);
  EXPECT_EQ(Read("a: \"\\x01\""), R"({"a":"\u0001"})");
}

TEST(ReadYaml, LimitsTheSize) {
  EXPECT_EQ(Read(std::string(kLargestManifest, '\xFF')), "f:1:1: is not UTF-8");
  EXPECT_EQ(Read(std::string(kLargestManifest + 1, '\xFF')), "f: is larger than 10000000 bytes");
}

}  // namespace
}  // namespace executioner::manifest
