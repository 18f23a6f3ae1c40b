/// \file
/// The effects of recording a status.
#include "controller/engine/recorder.h"

#include <gtest/gtest.h>

#include "tests/unit/engine/engine_fixture.h"

namespace executioner::engine {
namespace {

using domain::RunPhase;
using domain::Status;

/// Records notifications and metrics.
struct Witness : NotificationHandler, NoMetrics {
  void Notify(const OwnerId& owner, const domain::Transition& transition) noexcept override {
    notes.push_back(owner.name + ": " + std::string(domain::TransitionName(transition.kind)));
  }

  void RecordRunFinished(std::string_view kind, RunPhase, base::Duration) override {
    finished.emplace_back(kind);
  }

  void RecordStatusWrite(std::string_view result, std::size_t) override {
    writes.emplace_back(result);
  }

  std::vector<std::string> notes = {};
  std::vector<std::string> finished = {};
  std::vector<std::string> writes = {};
};

class RecorderTest : public testing::Test {
 protected:
  fakes::ManualClock clock;
  FakeStore store{clock};
  Witness witness;
  Recorder recorder{store, witness, witness};
  const OwnerId owner{.kind = "Workflow", .ns = "a", .name = "w", .uid = "u"};
  const Status running{.phase = RunPhase::kRunning, .run = 1, .start_time = clock.Now()};
  const Status failed{.phase = RunPhase::kFailed,
                      .run = 1,
                      .start_time = clock.Now(),
                      .completion_time = clock.Now()};
};

TEST_F(RecorderTest, WritesMeasuresAndNotifies) {
  const SaveReply reply = recorder.Save(owner, "1", running, failed);
  EXPECT_EQ(reply.result, SaveResult::kSaved);
  EXPECT_EQ(store.saved, std::vector{failed});
  EXPECT_EQ(store.versions, std::vector<std::string>{"1"});
  EXPECT_EQ(reply.version, "2");
  EXPECT_EQ(witness.writes, std::vector<std::string>{"saved"});
  EXPECT_EQ(witness.notes, std::vector<std::string>{"w: Failed"});
  EXPECT_EQ(witness.finished, std::vector<std::string>{"Workflow"});
}

TEST_F(RecorderTest, DoesNotReportAnUnsavedStatus) {
  store.answer = SaveResult::kConflict;
  EXPECT_EQ(recorder.Save(owner, "1", running, failed).result, SaveResult::kConflict);
  EXPECT_EQ(witness.writes, std::vector<std::string>{"conflict"});
  EXPECT_TRUE(witness.notes.empty());
  EXPECT_TRUE(witness.finished.empty());
}

}  // namespace
}  // namespace executioner::engine
