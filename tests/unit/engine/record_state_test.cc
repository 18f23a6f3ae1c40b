/// \file
/// The moves of a record: RecordState.* holds for each of the states.
#include "controller/engine/record_state.h"

#include <array>

#include <gtest/gtest.h>

namespace executioner::engine {
namespace {

using enum RecordState;

constexpr std::array kHere{kCurrent, kBehind, kDemanded};
constexpr std::array kOnItsWay{kSent, kSentBehind, kSentDemanded};

TEST(RecordState, FallsBehindWithAChange) {
  EXPECT_EQ(Next(kCurrent, RecordEvent::kChanged), kBehind);
  EXPECT_EQ(Next(kBehind, RecordEvent::kChanged), kBehind);
  EXPECT_EQ(Next(kSent, RecordEvent::kChanged), kSentBehind);
  EXPECT_EQ(Next(kSentBehind, RecordEvent::kChanged), kSentBehind);
}

TEST(RecordState, StaysDemandedUntilEverythingIsRecorded) {
  for (const RecordState state : kHere) {
    const RecordState demanded = Next(state, RecordEvent::kDemanded);
    EXPECT_EQ(demanded, kDemanded);
    EXPECT_EQ(Next(demanded, RecordEvent::kChanged), kDemanded);
    EXPECT_EQ(Next(demanded, RecordEvent::kLost), kDemanded);
    EXPECT_EQ(Next(demanded, RecordEvent::kSaved), kCurrent);
  }
  for (const RecordState state : kOnItsWay) {
    const RecordState demanded = Next(state, RecordEvent::kDemanded);
    EXPECT_EQ(demanded, kSentDemanded);
    EXPECT_EQ(Next(demanded, RecordEvent::kChanged), kSentDemanded);
    EXPECT_EQ(Next(demanded, RecordEvent::kSaved), kDemanded) << "what was sent may lack it";
    EXPECT_EQ(Next(demanded, RecordEvent::kLost), kDemanded);
  }
}

TEST(RecordState, IsCurrentOnceEverythingIsSaved) {
  for (const RecordState state : kHere) {
    EXPECT_EQ(Next(state, RecordEvent::kSaved), kCurrent);
  }
  EXPECT_EQ(Next(Next(kBehind, RecordEvent::kSent), RecordEvent::kSaved), kCurrent);
}

TEST(RecordState, RemembersChangesWhileARecordIsOnItsWay) {
  EXPECT_EQ(Next(kSentBehind, RecordEvent::kSaved), kBehind);
  EXPECT_EQ(Next(kSentBehind, RecordEvent::kLost), kBehind);
}

TEST(RecordState, IsBehindWhenARecordIsLost) {
  EXPECT_EQ(Next(Next(kBehind, RecordEvent::kSent), RecordEvent::kLost), kBehind);
  EXPECT_EQ(Next(Next(kDemanded, RecordEvent::kSent), RecordEvent::kLost), kDemanded);
}

TEST(RecordState, IsOnItsWayFromSendingToTheAnswer) {
  for (const RecordState state : kHere) {
    EXPECT_GE(Next(state, RecordEvent::kSent), kSent);
  }
  for (const RecordState state : kOnItsWay) {
    EXPECT_GE(Next(state, RecordEvent::kChanged), kSent);
    EXPECT_GE(Next(state, RecordEvent::kDemanded), kSent);
    EXPECT_LT(Next(state, RecordEvent::kSaved), kSent);
    EXPECT_LT(Next(state, RecordEvent::kLost), kSent);
  }
}

TEST(RecordState, DemandsNoRecordIfOnlyBehind) {
  EXPECT_TRUE(IsDemanded(kDemanded));
  EXPECT_TRUE(IsDemanded(kSentDemanded));
  EXPECT_FALSE(IsDemanded(kCurrent));
  EXPECT_FALSE(IsDemanded(kBehind));
  EXPECT_FALSE(IsDemanded(kSent));
  EXPECT_FALSE(IsDemanded(kSentBehind));
}

}  // namespace
}  // namespace executioner::engine
