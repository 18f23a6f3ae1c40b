#include "controller/importers/bash_script.h"

#include <gtest/gtest.h>

namespace executioner::importers {
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
  for (const auto& note : Read(lines).notes) {
    if (note.message.find(part) != std::string::npos) {
      return true;
    }
  }
  return false;
}

TEST(BashScript, RefusesAnEarlyGoodEnd) {
  for (const char* const end :
       {"if [ -d . ]; then echo already; exit 0; fi\nls\n", "[ -d . ] && { echo x; exit 0; }\nls\n",
        "[ -d . ] && exit\nls\n", "stop() { exit 0; }\nstop\nls\n"}) {
    EXPECT_EQ(ErrorsOf(end), "x.sh:3 ") << end;
  }
}

TEST(BashScript, TakesAnEarlyBadEndAndWhatOnlyEndsASubshell) {
  for (const char* const end :
       {"if [ -d . ]; then echo bad; exit 3; fi\nls\n", "ls || exit\n",
        "ls || { echo no; exit 1; }\n", "die() { echo no; exit 1; }\nls || die\n",
        "x=$(exit 0)\n(exit 0)\necho 'exit 0' && ls\n", "case $X in a) exit 2;; esac\n",
        "ls\nexit 0\n", "cat <<-'END' | sh || exit 1\n\texit 0\n\tEND\nls\n",
        "echo \"it's; exit 0\" && ls\n"}) {
    EXPECT_EQ(ErrorsOf(end), "") << end;
  }
}

TEST(BashScript, IsNotOverwhelmedByALongText) {
  const std::string text(50'000, 'x');
  EXPECT_EQ(ErrorsOf("ls && echo \"" + text + "\" '" + text + "' (" + text + ")\nv=\"" + text +
                     "\"\nls\n"),
            "");
}

TEST(BashScript, RefusesToGoByThePathOfTheScript) {
  EXPECT_EQ(ErrorsOf("cd \"$(dirname \"$0\")\"\nls\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("HERE=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)\nls\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("cd ${0%/*}\nls\n"), "x.sh:3 ");
  EXPECT_EQ(ErrorsOf("echo \"usage: $0\"\nls $01\n"), "");
  EXPECT_TRUE(Notes("echo \"usage: $0\"\n", "'$0' is the shell"));
}

TEST(BashScript, KeepsVariablesHoweverTheyAreWritten) {
  for (const char* const sets : {R"(v="say \"hi\"")", "v=`expr 1 + 1`", "v=$(cat l) w='a b'",
                                 "a[1]+=\"x y\"", "read -r v < l", "mapfile -t v < l", "let v=3+4",
                                 ": \"${v:=x}\"", "eval \"v=5\"", "v=(1 2)"}) {
    const Imported imported = Read(std::string(sets) + "\nls\npwd\n");
    EXPECT_EQ(imported.manifest_json.find("job-3"), std::string::npos)
        << sets << " is no job of its own";
    EXPECT_TRUE(imported.errors.empty());
  }
}

TEST(BashScript, TellsWhatItLoses) {
  for (const char* const loses :
       {"v=$(cat l) || exit 1\n", "if ! v=$(cat l); then exit 1; fi\n",
        "ls | while read x; do y=$x; done\n", "set_it() { G=1; }\nset_it\n", "ls && cd /\n"}) {
    EXPECT_TRUE(Notes(loses, "is not known to later jobs")) << loses;
  }
  EXPECT_FALSE(Notes("say() { local x=1; echo $x; }\nsay\n", "is not known to later jobs"));
}

TEST(BashScript, TellsThatAnExitTrapRunsInEachJob) {
  EXPECT_TRUE(Notes("trap 'rm -f x' EXIT\nls\n", "runs at the end of every job behind it"));
  EXPECT_FALSE(Notes("trap 'rm -f x' INT\nls\n", "runs at the end of every job behind it"));
}

}  // namespace
}  // namespace executioner::importers
