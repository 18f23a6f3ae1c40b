#include <filesystem>
#include <ostream>
#include <string>

#include "tests/integration/crd_fixture.h"

namespace executioner::tests {
namespace {

using CrdApply = CrdTest;
using CrdSize = CrdTest;

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

constexpr char kHelloSpec[] =
    "  defaults: {image: 'busybox:1.36'}\n"
    "  jobs:\n"
    "  - name: hello\n"
    "    script: echo hello\n"
    "    retry: {limit: 2, 'on': [{reasons: [TimedOut]}]}\n"
    "    postChecks: [{filesLack: {glob: '/tmp/*.log', pattern: 'ORA-'}}]";

TEST_F(CrdApply, LeavesTheCrdsUnchangedTheSecondTime) {
  const std::string apply = "kubectl apply -f " EXECUTIONER_SOURCE_DIR "/crds";
  RunShell(apply);
  const auto again = RunShell(apply);
  EXPECT_TRUE(Contains(again.output, "workflows.executioner.dev unchanged")) << again.output;
  EXPECT_TRUE(Contains(again.output, "jobs.executioner.dev unchanged")) << again.output;
}

TEST_F(CrdApply, LeavesAnObjectUnchangedTheSecondTime) {
  const std::string manifests =
      WorkflowManifest("twice", kHelloSpec) + "---\n" +
      JobManifest("twice",
                  "  image: 'busybox:1.36'\n  retry: {limit: 1}\n  podRetention: {failed: Delete}");
  ASSERT_EQ(Apply(manifests).exit_code, 0);
  const auto again = Apply(manifests);
  EXPECT_TRUE(Contains(again.output, "workflow.executioner.dev/twice unchanged")) << again.output;
  EXPECT_TRUE(Contains(again.output, "job.executioner.dev/twice unchanged")) << again.output;
}

TEST_F(CrdApply, FillsDefaultsButNoneInsideAJob) {
  const auto applied = Apply(WorkflowManifest("defaults", kHelloSpec));
  ASSERT_EQ(applied.exit_code, 0) << applied.output;
  const std::string object = "workflows.executioner.dev/defaults";
  EXPECT_EQ(Field(object, ".status"), R"({"observedGeneration":-1})");
  EXPECT_EQ(Field(object, ".spec.failurePolicy") + Field(object, ".spec.cancel") +
                Field(object, ".spec.rerunOn"),
            "FinishRunningNoneNever");
  EXPECT_EQ(Field(object, ".spec.jobs[0].retry"), R"({"limit":2,"on":[{"reasons":["TimedOut"]}]})");
}

TEST_F(CrdApply, DescribesFields) {
  const auto retry =
      KubectlUntilDone("explain workflows.executioner.dev.spec.jobs.retry.backoffPercent");
  EXPECT_TRUE(Contains(retry.output, "Each further delay is this percentage")) << retry.output;
  const auto after = KubectlUntilDone("explain jobs.executioner.dev.spec.after.kind");
  EXPECT_TRUE(Contains(after.output, "Kind of the object")) << after.output;
}

TEST_F(CrdApply, PrintsAWorkflowInOneLine) {
  ASSERT_EQ(Apply(WorkflowManifest("line", kHelloSpec)).exit_code, 0);
  const auto patched = PatchStatus(
      "workflows.executioner.dev/line",
      R"({"status":{"phase":"Failed","reason":"JobFailed","progress":"7/12","counts":{"failed":3}}})");
  ASSERT_EQ(patched.exit_code, 0) << patched.output;
  const auto line = RunShell("set -- $(kubectl get xwf line -o wide --no-headers -n " +
                             Field("xwf/line", ".metadata.namespace") + "); echo $1 $2 $3 $4 $5");
  EXPECT_EQ(line.output, "line Failed 7/12 3 JobFailed\n");
}

TEST_F(CrdApply, PrintsAJobInOneLine) {
  ASSERT_EQ(Apply(JobManifest("line", "  image: i")).exit_code, 0);
  const auto patched = PatchStatus("jobs.executioner.dev/line",
                                   R"({"status":{"phase":"Failed","reason":"JobFailed",
                                    "attempts":3,"exitCode":9,"pod":"line-1-3-0123456789"}})");
  ASSERT_EQ(patched.exit_code, 0) << patched.output;
  const auto line =
      RunShell("set -- $(kubectl get xjob line -o wide --no-headers -n " +
               Field("xjob/line", ".metadata.namespace") + "); echo $1 $2 $3 $4 $5 $6");
  EXPECT_EQ(line.output, "line Failed 3 9 JobFailed line-1-3-0123456789\n");
}

TEST_F(CrdApply, AcceptsAStatusOfAJobWhoseNameHasDots) {
  ASSERT_EQ(Apply(JobManifest("dotted.name", "  image: i")).exit_code, 0);
  const auto patched =
      PatchStatus("jobs.executioner.dev/dotted.name",
                  R"({"status":{"jobs":[{"name":"dotted.name","phase":"Running"}]}})");
  EXPECT_EQ(patched.exit_code, 0) << patched.output;
}

TEST_F(CrdApply, SelectsByPhaseAndLooksUpTheCategory) {
  ASSERT_EQ(Apply(WorkflowManifest("selected", kHelloSpec) + "---\n" +
                  WorkflowManifest("other", kHelloSpec))
                .exit_code,
            0);
  ASSERT_EQ(PatchStatus("workflows.executioner.dev/selected", R"({"status":{"phase":"Suspended"}})")
                .exit_code,
            0);
  EXPECT_EQ(Kubectl("get xwf --field-selector status.phase=Suspended -o name").output,
            "workflow.executioner.dev/selected\n");
  EXPECT_TRUE(
      Contains(Kubectl("get executioner -o name").output, "workflow.executioner.dev/other\n"));
}

TEST_F(CrdApply, AcceptsEveryExample) {
  int examples = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(EXECUTIONER_SOURCE_DIR "/examples")) {
    if (entry.path().extension() == ".yaml") {
      const auto applied = Kubectl("apply --dry-run=server -f " + entry.path().string());
      EXPECT_EQ(applied.exit_code, 0) << entry.path() << ": " << applied.output;
      ++examples;
    }
  }
  EXPECT_GT(examples, 0);
}

// `count` jobs named PREFIX0, PREFIX1, ...; each is given `rest` as its further fields, in flow
// style.
std::string JobLines(const std::string& prefix, int count, const std::string& rest = "") {
  std::string lines;
  for (int i = 0; i < count; ++i) {
    lines.append("  - {name: ").append(prefix).append(std::to_string(i)).append(rest).append("}\n");
  }
  return lines;
}

std::string NameList(const std::string& prefix, int count) {
  std::string names;
  for (int i = 0; i < count; ++i) {
    names.append(i == 0 ? "" : ", ").append(prefix).append(std::to_string(i));
  }
  return "[" + names + "]";
}

TEST_F(CrdSize, AcceptsAThousandJobsInLayersOfAHundredDependencies) {
  std::string jobs = "  jobs:\n" + JobLines("a", 100);
  for (char layer = 'b'; layer <= 'j'; ++layer) {
    const std::string above(1, static_cast<char>(layer - 1));
    jobs +=
        JobLines(std::string(1, layer), 100,
                 ", trigger: AllSucceeded, command: [echo], dependsOn: " + NameList(above, 100));
  }
  const auto applied = Apply(WorkflowManifest("layers", jobs), "--server-side");
  EXPECT_EQ(applied.exit_code, 0) << applied.output;
  // A list whose entries were fields of their own would fill metadata with as many names again.
  const auto metadata = Kubectl(
      "get workflows.executioner.dev layers --show-managed-fields -o "
      "jsonpath={.metadata.managedFields}");
  EXPECT_LT(metadata.output.size(), 200'000U);
}

TEST_F(CrdSize, AcceptsAJobThatWaitsForAllOthersOfAThousand) {
  const auto applied = Apply(
      WorkflowManifest("star", "  jobs:\n" + JobLines("s", 999) +
                                   "  - {name: last, dependsOn: " + NameList("s", 999) + "}"));
  EXPECT_EQ(applied.exit_code, 0) << applied.output;
}

TEST_F(CrdSize, RejectsAThousandAndOneJobs) {
  const auto applied = Apply(WorkflowManifest("many", "  jobs:\n" + JobLines("m", 1001)));
  EXPECT_TRUE(Contains(applied.output, "spec.jobs: Too many: 1001: must have at most 1000 items"))
      << applied.output;
}

TEST_F(CrdSize, KeepsTheFreezeOfAThousandJobsWithinTheCostLimit) {
  ASSERT_EQ(Apply(WorkflowManifest("frozen", "  jobs:\n" + JobLines("f", 1000, ", script: 'true'")))
                .exit_code,
            0);
  const std::string object = "workflows.executioner.dev/frozen";
  ASSERT_EQ(PatchStatus(object, R"({"status":{"startTime":"2026-01-01T00:00:00Z"}})").exit_code, 0);
  const auto other = Patch(object, R"({"spec":{"parallelism":4}})");
  EXPECT_EQ(other.exit_code, 0) << other.output;
  const auto frozen =
      Kubectl("patch " + object + R"( --type=json -p '[{"op":"remove","path":"/spec/jobs/999"}]')");
  EXPECT_TRUE(Contains(frozen.output, "spec: Forbidden: params, jobs and defaults cannot change"))
      << frozen.output;
}

struct Refusal {
  std::string name;  ///< of the test
  std::string spec;
  std::string message;
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.spec;
}

// A job named a with these further fields, in flow style.
std::string JobWith(const std::string& fields) {
  return "  jobs: [{name: a, " + fields + "}]";
}

class CrdRefuses : public CrdTest, public testing::WithParamInterface<Refusal> {};

TEST_P(CrdRefuses, WithAMessageThatNamesThePlace) {
  const auto applied = Apply(WorkflowManifest("refused", GetParam().spec), "--dry-run=server");
  EXPECT_NE(applied.exit_code, 0);
  EXPECT_TRUE(Contains(applied.output, GetParam().message)) << applied.output;
}

INSTANTIATE_TEST_SUITE_P(
    A, CrdRefuses,
    testing::Values(
        Refusal{"CommandWithScript", JobWith("command: [x], script: ls"),
                "spec.jobs[0]: Forbidden: script: may not be given together with command"},
        Refusal{"ShellWithoutScript", JobWith("shell: [x]"),
                "spec.jobs[0]: Forbidden: shell: needs script"},
        Refusal{"TriggerWithoutDependsOn", JobWith("trigger: AnyFailed"),
                "spec.jobs[0]: Forbidden: trigger: needs dependsOn"},
        Refusal{"BothInDefaults", "  jobs: [{name: a}]\n  defaults: {command: [x], script: ls}",
                "spec.defaults: Forbidden: script: may not be given together with command"},
        Refusal{"DuplicateName", "  jobs: [{name: a}, {name: a}]",
                R"(spec.jobs[1]: Duplicate value: {"name":"a"})"},
        Refusal{"LongName", "  jobs: [{name: " + std::string(64, 'a') + "}]",
                "spec.jobs[0].name: Too long"},
        Refusal{"NameWithDot", "  jobs: [{name: a.b}]", "spec.jobs[0].name in body should match"},
        Refusal{"NegativeTimeout", JobWith("timeoutSeconds: -1"),
                "spec.jobs[0].timeoutSeconds in body should be greater than"},
        Refusal{"NegativeRetryLimit", JobWith("retry: {limit: -1}"),
                "spec.jobs[0].retry.limit in body should be greater than"},
        Refusal{"NegativeParallelism", "  parallelism: -1\n  jobs: [{name: a}]",
                "spec.parallelism in body should be greater"},
        Refusal{"NegativeTtl", "  ttlSecondsAfterFinished: -1\n  jobs: [{name: a}]",
                "spec.ttlSecondsAfterFinished in body"},
        Refusal{"FractionOfASecond", JobWith("timeoutSeconds: 1.5"),
                "spec.jobs[0].timeoutSeconds in body must be of type int32"},
        Refusal{"NumberBeyond32Bits", JobWith("timeoutSeconds: 3000000000"),
                "format int32 in spec.jobs[0].timeoutSeconds"},
        Refusal{"UnknownReason", JobWith("retry: {'on': [{reasons: [Bored]}]}"),
                R"(Unsupported value: "Bored")"},
        Refusal{"CheckOfTwoKinds",
                JobWith("preChecks: [{fileExists: {path: a}, fileNotEmpty: {path: a}}]"),
                "spec.jobs[0].preChecks[0]: Too many: 2: must have at most 1 item"},
        Refusal{"ResultFromAnUnknownWord", JobWith("results: [{name: r, from: Stderr}]"),
                R"("spec.jobs[0].results[0].from" must validate at least one schema)"},
        Refusal{"ResultFromANumber", JobWith("results: [{name: r, from: 0}]"),
                R"("spec.jobs[0].results[0].from" must validate at least one schema)"},
        Refusal{"ResultFromAnotherObject",
                JobWith("results: [{name: r, from: {file: a, path: b}}]"),
                R"("spec.jobs[0].results[0].from" must validate at least one schema)"},
        Refusal{"ResultFromAFileWithoutName", JobWith("results: [{name: r, from: {file: 1}}]"),
                "spec.jobs[0].results[0].from.file in body must be of type string"},
        Refusal{"DuplicateResult", JobWith("results: [{name: r}, {name: r}]"),
                R"(spec.jobs[0].results[1]: Duplicate value: {"name":"r"})"},
        Refusal{"NameOfAResultWithDash", JobWith("results: [{name: a-b}]"),
                "spec.jobs[0].results[0].name in body should match"},
        Refusal{"UnknownField", JobWith("comand: [x]"), R"(unknown field "spec.jobs[0].comand")"},
        Refusal{"ContainersInPodTemplate", JobWith("podTemplate: {spec: {containers: []}}"),
                R"(unknown field "spec.jobs[0].podTemplate.spec.containers")"},
        Refusal{"NoJobs", "  jobs: []", "spec.jobs in body should have at least 1 items"},
        Refusal{"JobsMissing", "  parallelism: 1", "spec.jobs: Required value"},
        Refusal{"UnknownCancel", "  cancel: Soon\n  jobs: [{name: a}]",
                R"(supported values: "None", "Graceful", "Now")"}),
    [](const auto& row) { return row.param.name; });

TEST_F(CrdApply, RejectsANameThatIsTooLongForALabel) {
  const auto applied =
      Apply(WorkflowManifest(std::string(64, 'w'), kHelloSpec), "--dry-run=server");
  EXPECT_TRUE(Contains(applied.output, "metadata.name: Too long: may not be more than 63 bytes"))
      << applied.output;
}

TEST_F(CrdApply, RejectsDuplicatesAndUnknownKindsInAfter) {
  const auto twice =
      Apply(JobManifest("after", "  after: [{kind: Job, name: a}, {kind: Job, name: a}]"),
            "--dry-run=server");
  EXPECT_TRUE(Contains(twice.output, "spec.after[1]: Duplicate value")) << twice.output;
  const auto kind =
      Apply(JobManifest("after", "  after: [{kind: Pod, name: a}]"), "--dry-run=server");
  EXPECT_TRUE(Contains(kind.output, R"(supported values: "Job", "Workflow")")) << kind.output;
}

}  // namespace
}  // namespace executioner::tests
