// The statuses of some runs, byte for byte as the API server gets them.
#include <gtest/gtest.h>

#include "controller/adapters/pods/status_json.h"
#include "controller/adapters/pods/status_reader.h"
#include "tests/golden/golden.h"
#include "tests/golden/run_stages.h"

namespace executioner::pods {
namespace {

TEST(GoldenStatus, OfEachStageOfARun) {
  std::string text;
  for (const golden::Stage& stage : golden::RunStages()) {
    const std::string json = EncodeStatus(stage.status, stage.single);
    EXPECT_EQ(EncodeStatus(DecodeStatus(json), stage.single), json) << stage.name;
    text += stage.name + "\n" + json + "\n";
  }
  golden::Expect(text, "statuses.txt");
}

}  // namespace
}  // namespace executioner::pods
