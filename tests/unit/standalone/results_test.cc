// Results of local runs: the same as in a cluster.
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/unit/kube/temporary_folder.h"
#include "tests/unit/standalone/program.h"

namespace executioner::standalone::testing {
namespace {

using domain::JobPhase;
using domain::Reason;
using domain::Results;
using domain::RunPhase;

class LocalResults : public ::testing::Test {
 protected:
  std::string ReadOut() const {
    std::ifstream file(folder.Path() / "out");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  kube::TemporaryFolder folder = kube::TemporaryFolder();
  Program program{folder.Path()};
};

TEST_F(LocalResults, GoFromJobToJobByteForByte) {
  const std::string odd = "$(SECRET) $$ $$(x) '\"; rm -rf\n\xC3\xBC";
  std::ofstream(folder.Path() / "in") << odd << "\n";
  const RunEnd end = program.Run(
      Workflow({"name: a, script: cat in, results: [{name: text, from: Stdout}, "
                "{name: copy, from: {file: in}}]",
                "name: b, env: [{name: TEXT, value: $(jobs.a.results.text)}], "
                "command: [sh, -c, 'printf %s \"$TEXT$0\" >out', '$(jobs.a.results.copy)']"}));
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded) << end.status.message;
  EXPECT_EQ(ReadOut(), odd + odd);
  EXPECT_EQ(program.StatusOf(1).jobs[0].results, Results({{"text", odd}, {"copy", odd}}));
}

TEST_F(LocalResults, AreReadFromEverySource) {
  const RunEnd end = program.Run(
      Workflow({"name: a, script: 'echo rows=42 >>$EXECUTIONER_RESULTS; printf \"x\\ny\\n\" "
                ">$EXECUTIONER_RESULTS.d/text; exit 3', allowFailure: true, "
                "results: [{name: rows, type: Integer}, {name: text}, {name: mode, default: fast}]",
                "name: b, command: [sh, -c, 'echo \"$0\" >out', '$(jobs.a.results.rows) "
                "$(jobs.a.results.text) $(jobs.a.results.mode) $(jobs.a.outcome) "
                "$(jobs.a.exitCode)']"}));
  EXPECT_EQ(end.status.phase, RunPhase::kSucceeded) << end.status.message;
  EXPECT_EQ(ReadOut(), "42 x\ny fast Failed 3\n");
}

TEST_F(LocalResults, ThatAreInvalidOrMissingFailTheJob) {
  const RunEnd end =
      program.Run(Workflow({"name: a, script: seq 1000, results: [{name: text, from: Stdout}]",
                            "name: b, script: 'true', results: [{name: text, from: {file: none}}]",
                            "name: c, command: [touch, 'out$(jobs.b.results.text)']"},
                           "  failurePolicy: Continue\n"));
  EXPECT_EQ(end.status.jobs[0].reason, Reason::kInvalidResults);
  EXPECT_EQ(end.status.jobs[0].message.substr(0, 59),
            "result 'text' (stdout) takes 3893 bytes, more than 3000; la");
  EXPECT_EQ(end.status.jobs[1].phase, JobPhase::kSucceeded);
  EXPECT_EQ(end.status.jobs[2].phase, JobPhase::kFailed);
  EXPECT_EQ(end.status.jobs[2].reason, Reason::kMissingResult);
}

TEST_F(LocalResults, AreKeptForAResume) {
  const std::int64_t run =
      program.Create(Workflow({"name: a, script: 'echo once >>ran; echo 7', "
                               "results: [{name: number, type: Integer, from: Stdout}]",
                               "name: b, command: [sh, -c, 'test -e go && echo \"$0\" >out', "
                               "'$(jobs.a.results.number)']"}));
  EXPECT_EQ(program.Resume(run).status.phase, RunPhase::kFailed);
  std::ofstream(folder.Path() / "go") << "";
  EXPECT_EQ(program.Resume(run).status.phase, RunPhase::kSucceeded);
  EXPECT_EQ(ReadOut(), "7\n");
  std::ifstream ran(folder.Path() / "ran");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(ran), {}), "once\n");
}

}  // namespace
}  // namespace executioner::standalone::testing
