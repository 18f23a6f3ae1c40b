#include "controller/legacy/importers/bash_script.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "controller/manifest/json_text.h"

namespace executioner::legacy::importers {
namespace {

Imported Read(const std::string& lines) {
  return FromBashScript("#!/bin/bash\nset -e\n" + lines, "x.sh", "x");
}

/// The places of what an import complains of, one after the other: "x.sh:3 ".
std::string ErrorsOf(const std::string& lines) {
  std::string places;
  for (const auto& error : Read(lines).errors) {
    places += error.place + " ";
  }
  return places;
}

bool Notes(const std::string& lines, const std::string& part) {
  const auto notes = Read(lines).notes;
  return std::ranges::any_of(
      notes, [&](const auto& note) { return note.message.find(part) != std::string::npos; });
}

using Strings = std::vector<std::string>;

/// The scripts of the jobs, or the errors.
Strings ScriptsOf(const std::string& text) {
  const Imported imported = FromBashScript(text, "x.sh", "x");
  Strings scripts;
  for (const Finding& error : imported.errors) {
    scripts.push_back(error.place + ": " + error.message);
  }
  if (scripts.empty()) {
    const manifest::ParsedJson parsed = manifest::ParseJson(imported.manifest_json);
    for (const manifest::Value& job : *manifest::Nearest(parsed.value, "spec.jobs").Items()) {
      scripts.push_back(*job.Find("script")->Text());
    }
  }
  return scripts;
}

TEST(BashScript, RejectsAnEarlySuccessfulExit) {
  for (const char* const end :
       {"if [ -d . ]; then echo already; exit 0; fi\nls\n", "[ -d . ] && { echo x; exit 0; }\nls\n",
        "[ -d . ] && exit\nls\n", "stop() { exit 0; }\nstop\nls\n"}) {
    EXPECT_EQ(ErrorsOf(end), "x.sh:3 ") << end;
  }
}

TEST(BashScript, AcceptsAnEarlyFailedExitAndTheExitOfASubshell) {
  for (const char* const end :
       {"if [ -d . ]; then echo bad; exit 3; fi\nls\n", "ls || exit\n",
        "ls || { echo no; exit 1; }\n", "die() { echo no; exit 1; }\nls || die\n",
        "x=$(exit 0)\n(exit 0)\necho 'exit 0' && ls\n", "case $X in a) exit 2;; esac\n",
        "ls\nexit 0\n", "cat <<-'END' | sh || exit 1\n\texit 0\n\tEND\nls\n",
        "echo \"it's; exit 0\" && ls\n"}) {
    EXPECT_EQ(ErrorsOf(end), "") << end;
  }
}

TEST(BashScript, HandlesALongText) {
  const std::string text(50'000, 'x');
  EXPECT_EQ(ErrorsOf("ls && echo \"" + text + "\" '" + text + "' (" + text + ")\nv=\"" + text +
                     "\"\nls\n"),
            "");
}

TEST(BashScript, RejectsUsesOfThePathOfTheScript) {
  EXPECT_EQ(ErrorsOf("cd \"$(dirname \"$0\")\"\nls\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("HERE=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)\nls\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("cd ${0%/*}\nls\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("echo \"usage: $0\"\nls $01\n"), "");
  EXPECT_TRUE(Notes("echo \"usage: $0\"\n", "'$0' is the shell"));
}

TEST(BashScript, KeepsVariablesInAnyForm) {
  for (const char* const sets : {R"(v="say \"hi\"")", "v=`expr 1 + 1`", "v=$(cat l) w='a b'",
                                 "a[1]+=\"x y\"", "read -r v < l", "mapfile -t v < l", "let v=3+4",
                                 ": \"${v:=x}\"", "eval \"v=5\"", "v=(1 2)"}) {
    const Imported imported = Read(std::string(sets) + "\nls\npwd\n");
    EXPECT_EQ(imported.manifest_json.find("job-3"), std::string::npos)
        << sets << " is not a separate job";
    EXPECT_TRUE(imported.errors.empty());
  }
}

TEST(BashScript, KeepsEverythingAfterAChangeOfTheShellTogether) {
  for (const std::string changes :
       {"v=$(cat l) || w=1", "if ! v=$(cat l); then exit 1; fi", "ls | while read x; do y=$x; done",
        "set_it() { G=1; }\nset_it", "if a; then\n  f() { b; }\nfi\nf", "ls && cd /",
        "trap 'rm -f x' EXIT", "trap 'rm -f x' INT", "set -- a b", "x=$$",
        "exec_it() { exec a; }\nexec_it"}) {
    EXPECT_EQ(ScriptsOf("a\n" + changes + "\nls\npwd\n"), (Strings{"a", changes + "\nls\npwd\n"}));
    EXPECT_TRUE(
        Notes("a\n" + changes + "\nls\n", "this statement and all that follow are one job"));
  }
  EXPECT_EQ(ScriptsOf("say() { local x=1; echo $x; }\nsay\nls\n").size(), 2U);
  EXPECT_EQ(ScriptsOf("a\nread x\n"), (Strings{"a", "read x"}));
  EXPECT_FALSE(Notes("a\nread x\n", "is one job")) << "nothing follows";
}

TEST(BashScript, MayExitAnywhereInTheJobOfTheRest) {
  EXPECT_EQ(ScriptsOf("a\nread x\n[ $x ] && exit 0\nexit 3\nexec b\n"),
            (Strings{"a", "read x\n[ $x ] && exit 0\nexit 3\nexec b\n"}));
}

TEST(BashScript, RepeatsStatementsThatEndTheScriptOnFailure) {
  EXPECT_EQ(
      ScriptsOf("v=$(a) || exit 1\ncd $v || exit\nls\npwd\n"),
      (Strings{"v=$(a) || exit 1\ncd $v || exit\nls\n", "v=$(a) || exit 1\ncd $v || exit\npwd\n"}));
}

TEST(BashScript, RunsNoCommandInAnotherFolderThanTheScript) {
  EXPECT_EQ(ScriptsOf("cd /a\nrm -rf x\n"), Strings{"cd /a || exit\nrm -rf x\n"});
  EXPECT_EQ(ScriptsOf("set -e\ncd /a\nrm -rf x\n"), Strings{"set -e\ncd /a\nrm -rf x\n"});
  EXPECT_EQ(ScriptsOf("#!/bin/bash -e\ncd /a\nrm -rf x\n"), Strings{"cd /a\nrm -rf x\n"});
}

TEST(BashScript, GivesJobsTheOptionsOfTheShell) {
  const auto has = [](const std::string& first_line, const std::string& shell) {
    const std::string json = FromBashScript(first_line + "\nls\n", "x.sh", "x").manifest_json;
    return json.find("\"shell\":" + shell) != std::string::npos;
  };
  EXPECT_TRUE(has("#!/bin/bash -eu", R"(["/bin/bash","-eu","-c"])"));
  EXPECT_TRUE(has("#!/bin/sh -e", R"(["/bin/sh","-e","-c"])"));
  EXPECT_TRUE(has("#!/usr/bin/env bash", R"(["/bin/bash","-c"])"));
  EXPECT_FALSE(has("#!/bin/sh", "["));
}

TEST(BashScript, SplitsOnlyScriptsOfKnownShells) {
  for (const char* const shell : {"ksh", "zsh"}) {
    EXPECT_EQ(ScriptsOf(std::string("#!/bin/") + shell + "\na | read x\nls\n"),
              Strings{"a | read x\nls\n"});
  }
}

TEST(BashScript, StaysSmallIfJobsWouldRepeatMuch) {
  std::string script = "#!/bin/bash\nset -e\n";
  constexpr int kVariables = 3000;
  for (int i = 0; i < kVariables; ++i) {
    script += "v" + std::to_string(i) + "=1\n/bin/true $v" + std::to_string(i) + "\n";
  }
  const Imported imported = FromBashScript(script, "x.sh", "x");
  EXPECT_TRUE(imported.errors.empty());
  EXPECT_LT(imported.manifest_json.size(), 2'000'000U);
  EXPECT_TRUE(Notes(script, "too many jobs would repeat the statements before it"));
}

TEST(BashScript, KeepsAFunctionWhoseBodyIsASubshell) {
  EXPECT_EQ(ScriptsOf("ls\nf() (\n  cd /tmp\n)\nf\npwd\n"),
            (Strings{"ls", "f() (\n  cd /tmp\n)\nf\n", "f() (\n  cd /tmp\n)\npwd\n"}));
  EXPECT_EQ(ScriptsOf("f2() ( echo in-f2 )\nf2\n"), Strings{"f2() ( echo in-f2 )\nf2\n"});
}

TEST(BashScript, RunsOrNamesStatementsAfterTheLastCommand) {
  EXPECT_EQ(ScriptsOf("ls\nsource deploy.sh\n"), (Strings{"ls", "source deploy.sh"}));
  EXPECT_EQ(ScriptsOf("ls\nx=$(deploy)\ny=1\n"), (Strings{"ls", "x=$(deploy)"}));
  EXPECT_EQ(ScriptsOf("eval \"$DEPLOY\"\n"), Strings{"eval \"$DEPLOY\""});
  EXPECT_TRUE(Notes("ls\nx=5\n", "is omitted"));
  EXPECT_TRUE(Notes("ls\nf() { a; }\n", "is omitted"));
  EXPECT_FALSE(Notes("x=5\nls\n", "is omitted"));
}

TEST(BashScript, EmptiesAFileOnce) {
  EXPECT_EQ(ScriptsOf("> log\nls\npwd\n"), (Strings{"> log", "ls", "pwd"}));
  EXPECT_EQ(ScriptsOf(": > log\nls\npwd\n"), (Strings{": > log", "ls", "pwd"}));
}

TEST(BashScript, KeepsAStatusWithItsCommand) {
  EXPECT_EQ(ScriptsOf("a\nls nope; rc=$?; if [ $rc -ne 0 ]; then b; fi\nc\n"),
            (Strings{"a", "ls nope\nrc=$?\nif [ $rc -ne 0 ]; then b; fi\n", "c"}));
  EXPECT_EQ(ScriptsOf("test -e nope\necho \"rc $?\"\nc\n"),
            (Strings{"test -e nope\necho \"rc $?\"\n", "c"}));
  EXPECT_EQ(ScriptsOf("a | b\necho ${PIPESTATUS[0]}\n"), Strings{"a | b\necho ${PIPESTATUS[0]}\n"});
  EXPECT_EQ(ScriptsOf("a\ncat <<E\nit's $?\nE\n"), Strings{"a\ncat <<E\nit's $?\nE\n"});
  EXPECT_EQ(ScriptsOf("a\n{\n echo $?\n}\n"), Strings{"a\n{\n echo $?\n}\n"});
  EXPECT_EQ(ScriptsOf("check() { [ $? = 0 ] || b; }\na\ncheck\n").size(), 1U);
  EXPECT_EQ(ScriptsOf("a\nb || echo $?\nif ! c; then echo $?; fi\necho '$?'\n").size(), 4U);
}

TEST(BashScript, KeepsUsesOfAStatusTogether) {
  EXPECT_EQ(ScriptsOf("a\nrc=$?\nb\nx=\"was $rc\"\nexit $rc\n"),
            Strings{"a\nrc=$?\nb\nx=\"was $rc\"\nexit $rc\n"});
  EXPECT_EQ(ScriptsOf("a\nrc=$?\nb\nrc=0\nc $rc\n"), (Strings{"a\nrc=$?\n", "b", "rc=0\nc $rc\n"}));
  EXPECT_EQ(ScriptsOf("show() { echo $rc; }\na\nrc=$?\nb\nshow\n"),
            Strings{"show() { echo $rc; }\na\nrc=$?\nb\nshow\n"});
  EXPECT_EQ(ScriptsOf("rc=0\na || rc=$?\nb\nif [ $rc -ne 0 ]; then c; fi\n"),
            Strings{"rc=0\na || rc=$?\nb\nif [ $rc -ne 0 ]; then c; fi\n"});
  EXPECT_EQ(ScriptsOf("out=$(a)\nrc=$?\nb $rc\nc\n"),
            (Strings{"out=$(a)\nrc=$?\nb $rc\n", "out=$(a)\nrc=$?\nc\n"}));
}

TEST(BashScript, KeepsAProcessWithItsUses) {
  EXPECT_EQ(ScriptsOf("sleep 5 & PID=$!; kill $PID\nb\n"),
            (Strings{"sleep 5 &\nPID=$!\nkill $PID\n", "b"}));
  EXPECT_EQ(ScriptsOf("a & P=$!\nb & Q=$!\nwait $P $Q\nc\n"),
            (Strings{"a &\nP=$!\nb &\nQ=$!\nwait $P $Q\n", "c"}));
  EXPECT_EQ(ScriptsOf("a &\njobs\n"), Strings{"a &\njobs\n"});
  EXPECT_EQ(ScriptsOf("a &\nkill %1\n"), Strings{"a &\nkill %1\n"});
  EXPECT_EQ(ScriptsOf("a & P=$!\nb\nwait\nc\n"), (Strings{"a &\nP=$!\nb\nwait\n", "c"}));
  EXPECT_EQ(ScriptsOf("a &\nwait\necho $?\n"), Strings{"a &\nwait\necho $?\n"});
  EXPECT_EQ(ScriptsOf("a\nkill $!\n"),
            Strings{"x.sh:2: '$!' refers to no background command before it"});
  EXPECT_TRUE(Notes("a & P=$!\nb\n", "runs in the background of its job"));
  EXPECT_FALSE(Notes("a & P=$!\nb\n", "later jobs wait for it"));
  EXPECT_TRUE(Notes("a &\nb\nwait\n", "later jobs wait for it"));
}

TEST(BashScript, WaitsForProcessesThatABlockStarts) {
  EXPECT_EQ(ScriptsOf("for x in 1 2; do a & done\nwait\nb\n"),
            (Strings{"for x in 1 2; do a & done\nwait\n", "b"}));
  EXPECT_EQ(ScriptsOf("start() { a & }\nstart\nb\nwait\n"),
            Strings{"start() { a & }\nstart\nb\nwait\n"});
  EXPECT_EQ(ScriptsOf("{ a & }\nkill $!\n"), Strings{"{ a & }\nkill $!\n"});
  EXPECT_EQ(ScriptsOf("a && b 2>&1\nwait\nb\n"), (Strings{"a && b 2>&1", "b"}));
  EXPECT_TRUE(Notes("{ a & }\nb\n", "processes that it starts in the background end with its job"));
  EXPECT_FALSE(Notes("{ a & wait; }\nb\n", "what it starts"));
}

TEST(BashScript, UsesConstantsAfterSetForTheEnvironment) {
  const Imported imported =
      FromBashScript("set -euo pipefail\nexport A=b\nset -x\nexport C=d\nls\n", "x.sh", "x");
  EXPECT_NE(imported.manifest_json.find(R"("defaults":{"env":[{"name":"A","value":"b"},)"
                                        R"({"name":"C","value":"d"}]})"),
            std::string::npos)
      << imported.manifest_json;
  EXPECT_EQ(ScriptsOf("set -e\nexport A=b\nls\n"), Strings{"set -e\nls\n"});
  EXPECT_EQ(ScriptsOf("A=x\nexport A=b\nls\n"), Strings{"A=x\nexport A=b\nls\n"});
}

TEST(BashScript, ReadsRepetitionsOfAnyLength) {
  const std::string blanks(30'000, ' ');
  const std::string lines(30'000, '\n');
  EXPECT_EQ(ScriptsOf("{ a;" + blanks + "b; }\n").size(), 1U);
  EXPECT_EQ(ScriptsOf("f() { a;" + blanks + lines + "b; }\nf\n").size(), 1U);
  EXPECT_EQ(ScriptsOf("a ||" + blanks + "exit" + blanks + "; b\n").size(), 2U);
  EXPECT_EQ(ErrorsOf("{ exit" + blanks + "0; }\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("{ exit " + std::string(30'000, '1') + "; }\n"), "");
  EXPECT_EQ(ScriptsOf("#!/bin/sh -" + std::string(30'000, 'a') + "\nb\n"), Strings{"b"});
  EXPECT_EQ(ScriptsOf("{ a &" + blanks + "jobs; }\nb\n").size(), 2U);
  EXPECT_EQ(ScriptsOf("a" + std::string(30'000, 'x') + "=1\nb\n").size(), 1U);
}

TEST(BashScript, FollowsChainsOfFunctions) {
  constexpr int kFunctions = 300;
  std::string script = "f0() { echo $rc; }\n";
  for (int i = 1; i < kFunctions; ++i) {
    script += "f" + std::to_string(i) + "() { f" + std::to_string(i - 1) + "; }\n";
  }
  const Strings scripts =
      ScriptsOf(script + "a\nrc=$?\nb\nf" + std::to_string(kFunctions - 1) + "\nc\n");
  EXPECT_EQ(scripts.size(), 2U) << "what calls the last function is with what it prints";
}

}  // namespace
}  // namespace executioner::legacy::importers
