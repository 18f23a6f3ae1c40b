#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

Strings WarningsOf(const JobTemplate& work, const JobTemplate& defaults = {}) {
  WorkflowSpec spec = Good();
  spec.jobs[0].work = work;
  spec.defaults = defaults;
  return InWords(Warnings(spec));
}

TEST(Warnings, AreEmptyForAnOrdinaryWorkflow) {
  EXPECT_EQ(InWords(Warnings(Good())), Strings{});
}

TEST(Warnings, NameRunnerFieldsThatDoNotApply) {
  const Strings expected{
      "spec.jobs[0]: has neither command nor script, so timeoutSeconds, preChecks, postChecks and "
      "results of spec.defaults do not apply to it"};
  EXPECT_EQ(WarningsOf({.image = "job"}, {.timeout_seconds = 5}), expected);
  EXPECT_EQ(WarningsOf({.image = "job"}, {.pre_checks = std::vector<Check>{{.path = "/a"}}}),
            expected);
  EXPECT_EQ(WarningsOf(GoodWork(), {.timeout_seconds = 5}), Strings{});
  EXPECT_EQ(WarningsOf({.image = "job"}, {.post_checks = std::vector<Check>{}}), Strings{});
}

TEST(Warnings, SayThatArgsDropTheCommandOfDefaults) {
  EXPECT_EQ(WarningsOf({.args = Strings{"-v"}}, {.command = Strings{"make"}}),
            Strings{"spec.jobs[0].args: replaces the command of spec.defaults as well, so the "
                    "entrypoint of the image runs; repeat the command here to keep it"});
  EXPECT_EQ(WarningsOf({.args = Strings{"-v"}}), Strings{});
}

TEST(Warnings, NameValuesInShellText) {
  const std::string why =
      ": puts a value into text that a shell reads as commands; pass it through with instead";
  EXPECT_EQ(WarningsOf({.command = Strings{"/bin/bash", "-c", "rm $(workflow.name)"}}),
            Strings{"spec.jobs[0].command" + why});
  EXPECT_EQ(WarningsOf({.command = Strings{"sh", "-c"}, .args = Strings{"rm $(workflow.name)"}}),
            Strings{"spec.jobs[0].args" + why});
  EXPECT_EQ(WarningsOf(GoodWork(), {.command = Strings{"sh", "-c", "$(job.attempt)"}}),
            Strings{"spec.defaults.command" + why});
}

TEST(Warnings, DoNotNameValuesThatNoShellReads) {
  EXPECT_EQ(WarningsOf({.command = Strings{"echo", "$(workflow.name)"}}), Strings{});
  EXPECT_EQ(WarningsOf({.command = Strings{"sh", "run.sh", "$(workflow.name)"}}), Strings{});
  EXPECT_EQ(WarningsOf({.command = Strings{"sh", "-c", "echo $(date)"}}), Strings{});
  EXPECT_EQ(WarningsOf({.command = Strings{}}), Strings{});
}

TEST(Warnings, NameWindowsLineEnds) {
  const std::string why =
      ": has Windows line ends (CRLF), which a shell reads as a part of each line's last word and "
      "a "
      "'#!' line as a part of the interpreter's name; save the file with LF";
  EXPECT_EQ(WarningsOf({.script = "#!/bin/sh\r\necho a\r\n"}),
            Strings{"spec.jobs[0].script" + why});
  EXPECT_EQ(WarningsOf({.command = Strings{"sh", "-c", "a\r\nb"}}),
            Strings{"spec.jobs[0].command" + why});
  EXPECT_EQ(WarningsOf({.command = Strings{"sh"}, .args = Strings{"-c", "a\r\n"}}),
            Strings{"spec.jobs[0].args" + why});
  EXPECT_EQ(WarningsOf({}, {.script = "echo a\r\n"}), Strings{"spec.defaults.script" + why});
  EXPECT_EQ(WarningsOf({.script = "printf 'a\rb'\n"}), Strings{});
}

TEST(Warnings, NameATimeoutWithoutAfter) {
  WorkflowSpec spec = Good();
  spec.single = true;
  spec.after_timeout_seconds = 5;
  EXPECT_EQ(InWords(Warnings(spec)),
            Strings{"spec.afterTimeoutSeconds: has no effect without after"});
  spec.after = {{"Job", "x"}};
  EXPECT_EQ(InWords(Warnings(spec)), Strings{});
}

}  // namespace
}  // namespace executioner::domain
