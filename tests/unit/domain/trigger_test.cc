#include <fstream>
#include <sstream>
#include <string>

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

TEST(Trigger, MatchesTheTruthTable) {
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

std::string Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds: return "starts";
    case Verdict::kBlocked: return "Blocked";
    case Verdict::kSkipped: return "Skipped";
  }
  return "";
}

/// A row of the table in docs/triggers.md: the kinds of endings of the dependencies, and the result
/// for a job.
std::string Row(int mix) {
  const Dependencies ended{.ok = mix & 1, .bad = (mix >> 1) & 1, .none = (mix >> 2) & 1};
  std::string row = "|";
  for (const int kind : {ended.ok, ended.bad, ended.none}) {
    row += kind == 1 ? " yes |" : " – |";
  }
  for (const Trigger trigger : {Trigger::kAllSucceeded, Trigger::kNoneFailed, Trigger::kAllFinished,
                                Trigger::kAnySucceeded, Trigger::kAnyFailed, Trigger::kAllFailed}) {
    row += " " + Word(Evaluate(trigger, ended)) + " |";
  }
  return row;
}

TEST(Trigger, MatchesItsDocumentation) {
  std::ifstream file(EXECUTIONER_SOURCE_DIR "/docs/triggers.md");
  std::stringstream text;
  text << file.rdbuf();
  for (int mix = 1; mix < 8; ++mix) {
    EXPECT_NE(text.str().find("\n" + Row(mix) + "\n"), std::string::npos)
        << "docs/triggers.md lacks: " << Row(mix);
  }
}

}  // namespace
}  // namespace executioner::domain
