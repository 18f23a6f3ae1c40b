#include <gtest/gtest.h>

#include "controller/domain/decide.h"

namespace executioner::domain {
namespace {

/// The rule of a trigger in the words of docs/api.md, for every mix of endings.
bool Rule(Trigger trigger, const Dependencies& ended) {
  const int all = ended.ok + ended.bad + ended.none;
  switch (trigger) {
    case Trigger::kAllSucceeded: return ended.ok == all;
    case Trigger::kNoneFailed: return ended.bad == 0;
    case Trigger::kAllFinished: return true;
    case Trigger::kAnySucceeded: return ended.ok >= 1;
    case Trigger::kAnyFailed: return ended.bad >= 1;
    case Trigger::kAllFailed: return ended.bad == all;
  }
  return false;
}

TEST(Trigger, HoldsAsTheTruthTableSays) {
  for (const Trigger trigger :
       {Trigger::kAllSucceeded, Trigger::kAllFinished, Trigger::kAnySucceeded, Trigger::kAnyFailed,
        Trigger::kAllFailed, Trigger::kNoneFailed}) {
    for (int mix = 1; mix < 27; ++mix) {
      const Dependencies ended{.ok = mix % 3, .bad = mix / 3 % 3, .none = mix / 9};
      const Verdict verdict = Evaluate(trigger, ended);
      EXPECT_EQ(verdict == Verdict::kHolds, Rule(trigger, ended))
          << static_cast<int>(trigger) << " " << mix;
      const bool wants_success =
          trigger == Trigger::kAllSucceeded || trigger == Trigger::kNoneFailed;
      EXPECT_EQ(verdict == Verdict::kBlocked,
                !Rule(trigger, ended) && wants_success && ended.bad > 0);
      EXPECT_EQ(OutlivesFailure(trigger), !wants_success);
    }
  }
}

}  // namespace
}  // namespace executioner::domain
