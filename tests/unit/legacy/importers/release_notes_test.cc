#include "controller/legacy/importers/release_notes.h"

#include <gtest/gtest.h>

namespace executioner::legacy::importers {
namespace {

/// What an import says of notes that end with a step it understands.
std::vector<Finding> NotesOf(const std::string& lines) {
  return FromReleaseNotes(lines + "\nrun -u scott a.sh\n", {.filename = "n.txt", .name = "n"})
      .notes;
}

TEST(ReleaseNotes, NamesLinesThatLookLikeCommands) {
  for (const char* command :
       {"sqlplus scott/tiger @load.sql", "$ stop_all now", "SQL> @PR_7.sql", "@PR_7.sql", "cp a b",
        "  - mv a b", "3) chmod 755 x", "./install.sh", "/u01/app/bin/start all", "install.sh -f",
        "run_all.sql", "export ORACLE_SID=X", "make -f x.mk", "run -x scott", "sh ./a",
        "source /etc/profile", "`impdp scott`", "* sqlldr control=x.ctl"}) {
    EXPECT_EQ(
        NotesOf(std::string("Prose.\n") + command),
        (std::vector<Finding>{{"n.txt:2", std::string("not taken: ") +
                                              std::string(command).substr(
                                                  std::string(command).find_first_not_of(' '))}}))
        << command;
  }
}

TEST(ReleaseNotes, IgnoresProse) {
  for (const char* prose :
       {"", "Release 7", "run it twice", "make sure that nobody is logged in", "1. Read this.",
        "- Copy the files", "source of the trouble: none", "# Overview", "export of the tables",
        "Log Directory: /u01/logs", "=====", "see https://example.com/x.sql", "> quoted prose",
        "service is down from 8 to 9", "exp.", "/", "@team please look"}) {
    EXPECT_EQ(NotesOf(prose), std::vector<Finding>{}) << prose;
  }
}

}  // namespace
}  // namespace executioner::legacy::importers
