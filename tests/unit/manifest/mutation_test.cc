#include <array>
#include <cstdint>
#include <iterator>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/domain/validate.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/manifest.h"
#include "tests/unit/domain/random_graph.h"
#include "tests/unit/manifest/codec_fixture.h"

namespace executioner::manifest {
namespace {

using domain::Dice;

constexpr std::uint64_t kSeeds = 250;

/// A spec in which every field occurs, so that mutations reach every reader.
constexpr const char* kSpec = R"json({"parallelism":2,"failurePolicy":"Continue","suspend":true,
"cancel":"Graceful","skip":["b"],"podRetention":{"succeeded":"Delete"},"defaults":{"image":"x",
"env":[{"name":"A","value":"$(workflow.name)"}]},"jobs":[{"name":"a","command":["sh","-c","x"],
"retry":{"limit":3,"on":[{"reasons":["Failed"],"exitCodes":[1]}]},"preChecks":[{"fileExists":
{"path":"/a"}},{"command":{"command":["true"]}}],"podTemplate":{"metadata":{"labels":{"a":"b"}},
"spec":{"nodeSelector":{"disk":"ssd"},"volumes":[{}],"hostNetwork":true}}},
{"name":"b","dependsOn":["a"],"trigger":"AnyFailed","script":"echo","timeoutSeconds":5}]})json";

std::string MutatedBytes(Dice& dice, std::string text) {
  constexpr std::string_view kBytes = "{}[],:\"0\\-.etn\x01\xFF$( \n&*";
  for (int i = 1 + dice.Roll(4); i > 0; --i) {
    const auto at = static_cast<std::size_t>(dice.Roll(static_cast<int>(text.size())));
    const char byte = kBytes[static_cast<std::size_t>(dice.Roll(static_cast<int>(kBytes.size())))];
    switch (dice.Roll(3)) {
      case 0: text[at] = byte; break;
      case 1: text.insert(at, 1, byte); break;
      default: text.erase(at, 1); break;
    }
  }
  return text;
}

Value OddValue(Dice& dice) {
  constexpr std::array<const char*, 10> kOdd{"null",
                                             "true",
                                             "-1",
                                             "3.9",
                                             "99999999999",
                                             "\"\"",
                                             "\"$(params.x)\"",
                                             "[]",
                                             "{}",
                                             R"([{"a":[null]}])"};
  return ParseJson(kOdd[static_cast<std::size_t>(dice.Roll(kOdd.size()))]).value;
}

/// Replaces one value somewhere in the tree by an odd one, or gives one of an odd name.
void MutateValue(Dice& dice, Value& value) {
  const bool stop = dice.Roll(4) == 0;
  if (auto* const items = std::get_if<List>(&value.data); items && !items->empty() && !stop) {
    MutateValue(dice,
                (*items)[static_cast<std::size_t>(dice.Roll(static_cast<int>(items->size())))]);
  } else if (auto* const members = std::get_if<Object>(&value.data);
             members && !members->empty() && !stop) {
    auto member = members->begin();
    std::advance(member, dice.Roll(static_cast<int>(members->size())));
    if (dice.Roll(8) == 0) {
      (*members)["odd.name/" + member->first] = OddValue(dice);
    } else {
      MutateValue(dice, member->second);
    }
  } else {
    value = OddValue(dice);
  }
}

/// Reads, validates and plans as the controller does: nothing may throw, and what nobody complains
/// about must be fit to run.
void Take(const std::string& spec_json) {
  for (const SpecResult& result : {ReadWorkflow(spec_json), ReadJob(spec_json, "a")}) {
    EXPECT_EQ(result.spec_hash.size(), 64U);
    auto complaints = result.complaints;
    if (complaints.empty()) {
      complaints = domain::Validate(result.spec, {});
      domain::Warnings(result.spec);
    }
    for (const domain::Complaint& complaint : complaints) {
      EXPECT_TRUE(complaint.path.starts_with("spec")) << complaint.path;
      EXPECT_NE(complaint.message, "");
    }
  }
}

TEST(Mutations, OfBytesNeverThrow) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Dice dice(seed);
    const std::string text = MutatedBytes(dice, kSpec);
    EXPECT_NO_THROW(Take(text)) << "seed " << seed << "\n" << text;
  }
}

TEST(Mutations, OfValuesNeverThrow) {
  const Value good = ParseJson(kSpec).value;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Dice dice(seed);
    Value value = good;
    MutateValue(dice, value);
    const std::string text = CanonicalJson(value);
    EXPECT_NO_THROW(Take(text)) << "seed " << seed << "\n" << text;
  }
}

TEST(Mutations, OfManifestsGiveOnlyErrors) {
  const std::string good =
      "apiVersion: executioner.dev/v1alpha1\nkind: Workflow\nmetadata: &m\n"
      "  name: etl\nspec:\n  jobs:\n  - name: a\n    command: ['x', \"y\"]\n"
      "    env: [{name: A, value: *m}]\n    script: |\n      echo\n";
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Dice dice(seed);
    const std::string text = MutatedBytes(dice, good);
    try {
      for (const ManifestObject& object : ReadManifest(text, "f").objects) {
        Take(CanonicalJson(object.Spec()));
      }
    } catch (const base::ConfigurationError& error) {
      EXPECT_TRUE(error.Field().starts_with("f")) << text;
    }
  }
}

TEST(Mutations, StartFromASpecThatIsValidExceptItsNetwork) {
  const SpecResult result = ReadWorkflow(kSpec);
  EXPECT_EQ(InWords(result.complaints), Strings{});
  EXPECT_EQ(domain::Validate(result.spec, {.allow_host_network = true}),
            std::vector<domain::Complaint>{});
}

}  // namespace
}  // namespace executioner::manifest
