#include <cctype>
#include <ostream>
#include <string>

#include "tests/integration/crd_fixture.h"

namespace executioner::tests {
namespace {

using CrdFreeze = CrdTest;

constexpr char kSpec[] = "  defaults: {image: i}\n  jobs: [{name: a, script: echo a}]";
constexpr char kActive[] =
    R"({"status":{"run":1,"attempt":1,"phase":"Running","startTime":"2026-01-01T00:00:00Z"}})";
constexpr char kEnded[] =
    R"({"status":{"phase":"Failed","completionTime":"2026-01-01T00:01:00Z"}})";
constexpr char kOtherJobs[] = R"({"spec":{"jobs":[{"name":"b"}]}})";

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(CrdFreeze, LetsAWorkflowChangeBeforeItStarts) {
  ASSERT_EQ(Apply(WorkflowManifest("before", kSpec)).exit_code, 0);
  const auto changed = Patch("workflows.executioner.dev/before", kOtherJobs);
  EXPECT_EQ(changed.exit_code, 0) << changed.output;
}

TEST_F(CrdFreeze, FreezesJobsAndDefaultsWhileARunIsActiveWithAdvice) {
  ASSERT_EQ(Apply(WorkflowManifest("active", kSpec)).exit_code, 0);
  const std::string object = "workflows.executioner.dev/active";
  ASSERT_EQ(PatchStatus(object, kActive).exit_code, 0);
  const auto jobs = Patch(object, kOtherJobs);
  EXPECT_TRUE(Contains(jobs.output,
                       "spec: Forbidden: params, jobs and defaults cannot change while the run is "
                       "active: wait for its end"))
      << jobs.output;
  const auto defaults = Patch(object, R"({"spec":{"defaults":null}})");
  EXPECT_TRUE(Contains(defaults.output, "spec: Forbidden: params, jobs and defaults cannot change"))
      << defaults.output;
}

TEST_F(CrdFreeze, AllowsChangesOfAllOtherFieldsWhileARunIsActive) {
  ASSERT_EQ(Apply(WorkflowManifest("free", kSpec)).exit_code, 0);
  const std::string object = "workflows.executioner.dev/free";
  ASSERT_EQ(PatchStatus(object, kActive).exit_code, 0);
  const auto changed = Patch(
      object,
      R"({"spec":{"suspend":true,"cancel":"Graceful","skip":["a"],"parallelism":3,"priority":-1,
      "failurePolicy":"Continue","activeDeadlineSeconds":9,"ttlSecondsAfterFinished":0,"rerunOn":"SpecChange",
      "podRetention":{"failed":"Delete"}}})");
  EXPECT_EQ(changed.exit_code, 0) << changed.output;
  const auto back = Patch(object, R"({"spec":{"cancel":"None"}})");
  EXPECT_EQ(back.exit_code, 0) << back.output;
}

TEST_F(CrdFreeze, EndsWithTheRun) {
  ASSERT_EQ(Apply(WorkflowManifest("ended", kSpec)).exit_code, 0);
  const std::string object = "workflows.executioner.dev/ended";
  ASSERT_EQ(PatchStatus(object, kActive).exit_code, 0);
  ASSERT_EQ(PatchStatus(object, kEnded).exit_code, 0);
  const auto changed = Patch(object, kOtherJobs);
  EXPECT_EQ(changed.exit_code, 0) << changed.output;
}

TEST_F(CrdFreeze, IsNotEndedByAnUnrelatedStatusWrite) {
  ASSERT_EQ(Apply(WorkflowManifest("counts", kSpec)).exit_code, 0);
  const std::string object = "workflows.executioner.dev/counts";
  ASSERT_EQ(PatchStatus(object, kActive).exit_code, 0);
  ASSERT_EQ(PatchStatus(object, R"({"status":{"counts":{"running":1}}})").exit_code, 0);
  // A client may send a changed status along: the server drops it before the rule is asked.
  const auto both =
      Patch(object, R"({"spec":{"jobs":[{"name":"b"}]},"status":{"counts":{"running":2}}})");
  EXPECT_TRUE(Contains(both.output, "spec: Forbidden")) << both.output;
}

TEST_F(CrdFreeze, FreezesTheTemplateOfAJobButNotItsControls) {
  ASSERT_EQ(
      Apply(JobManifest(
                "active",
                "  image: i\n  resources: {requests: {cpu: 1}}\n  after: [{kind: Job, name: x}]"))
          .exit_code,
      0);
  const std::string object = "jobs.executioner.dev/active";
  ASSERT_EQ(PatchStatus(object, kActive).exit_code, 0);
  const auto controls = Patch(
      object,
      R"({"spec":{"suspend":true,"activeDeadlineSeconds":5,"after":[],"afterTimeoutSeconds":3}})");
  EXPECT_EQ(controls.exit_code, 0) << controls.output;
  for (const std::string change :
       {R"({"spec":{"image":"j"}})", R"({"spec":{"command":["x"]}})",
        R"({"spec":{"env":[{"name":"A","value":"1"}]}})",
        R"({"spec":{"resources":{"requests":{"cpu":2}}}})", R"({"spec":{"timeoutSeconds":5}})",
        R"({"spec":{"retry":{"limit":5}}})",
        R"({"spec":{"podTemplate":{"spec":{"volumes":[{"name":"v"}]}}}})"}) {
    const auto changed = Patch(object, change);
    EXPECT_TRUE(Contains(changed.output, "spec: Forbidden: what the Job runs"))
        << change << changed.output;
  }
}

struct Transition {
  std::string name;     ///< of the test
  std::string from;     ///< status before
  std::string to;       ///< merge patch of the status
  std::string refused;  ///< part of the message, or "" when it is allowed
};

void PrintTo(const Transition& transition, std::ostream* out) {
  *out << transition.from << " -> " << transition.to;
}

std::string Condition(const std::string& type, const std::string& status) {
  std::string json = R"({"type":")";
  return json.append(type)
      .append(R"(","status":")")
      .append(status)
      .append(R"(","lastTransitionTime":"2026-01-01T00:01:00Z","reason":"R","message":""})");
}

class StatusTransition : public CrdTest, public testing::WithParamInterface<Transition> {};

TEST_P(StatusTransition, IsGuarded) {
  std::string name = GetParam().name;
  for (char& c : name) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const std::string kind : {"workflows", "jobs"}) {
    ASSERT_EQ(
        Apply(kind == "jobs" ? JobManifest(name, "  image: i") : WorkflowManifest(name, kSpec))
            .exit_code,
        0);
    std::string object = kind;
    object.append(".executioner.dev/").append(name);
    const auto before = PatchStatus(object, R"({"status":{)" + GetParam().from + "}}");
    ASSERT_EQ(before.exit_code, 0) << before.output;
    const auto after = PatchStatus(object, R"({"status":{)" + GetParam().to + "}}");
    EXPECT_EQ(after.exit_code == 0, GetParam().refused.empty()) << after.output;
    EXPECT_TRUE(Contains(after.output, GetParam().refused)) << after.output;
  }
}

// A run that has failed, as the fields of a status.
std::string Ended() {
  std::string fields =
      R"("run":2,"attempt":2,"phase":"Failed","completionTime":"2026-01-01T00:01:00Z")";
  return fields.append(R"(,"conditions":[)")
      .append(Condition("Complete", "False"))
      .append(",")
      .append(Condition("Failed", "True"))
      .append("]");
}

INSTANTIATE_TEST_SUITE_P(
    Of, StatusTransition,
    testing::Values(
        Transition{"FinalPhase", Ended(), R"("phase":"Running")", "status.phase: Invalid value"},
        Transition{"PhaseThatVanishes", Ended(), R"("phase":null)",
                   "Succeeded, Failed and Cancelled are final"},
        Transition{"ActivePhase", R"("run":1,"attempt":1,"phase":"Suspended")",
                   R"("phase":"Running")", ""},
        Transition{"CompletionTime", Ended(), R"("completionTime":"2026-01-01T00:02:00Z")",
                   "is set once per run and attempt"},
        Transition{"CompletionTimeThatVanishes", Ended(), R"("completionTime":null)",
                   "is set once per run and attempt"},
        Transition{"CompleteWithFailed", Ended(),
                   R"("conditions":[)" + Condition("Complete", "True") + "," +
                       Condition("Failed", "True") + "]",
                   "Complete and Failed exclude each other"},
        Transition{"FailedThatTurnsFalse", Ended(),
                   R"("conditions":[)" + Condition("Failed", "False") + "]",
                   "Complete and Failed stay true"},
        Transition{"ConditionsThatVanish", Ended(), R"("conditions":null)",
                   "Complete and Failed stay true"},
        Transition{"SmallerRun", Ended(), R"("run":1,"attempt":9)", "run and attempt only grow"},
        Transition{"SmallerAttempt", Ended(), R"("attempt":1)", "run and attempt only grow"},
        Transition{"RunThatVanishes", Ended(), R"("run":null)", "run and attempt only grow"},
        Transition{"NextAttempt", Ended(),
                   R"("attempt":3,"phase":"Running","completionTime":null,"conditions":[])", ""},
        Transition{"NextRun", Ended(),
                   R"("run":3,"attempt":1,"phase":"Pending","completionTime":null,"conditions":[])",
                   ""},
        Transition{"MessageAfterTheEnd", Ended(), R"("message":"more","observedGeneration":4)",
                   ""}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace executioner::tests
