#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

Strings Checked(const Check& check) {
  JobTemplate work = GoodWork();
  work.pre_checks = std::vector<Check>{check};
  return ComplaintsOf(work);
}

Strings At(const std::string& below) {
  return {"spec.jobs[0].preChecks[0]." + below};
}

TEST(ValidateChecks, AcceptsEachKind) {
  EXPECT_EQ(Checked({.kind = CheckKind::kFileExists, .path = "/a"}), Strings{});
  EXPECT_EQ(Checked({.kind = CheckKind::kDirectoryExists, .path = "/a"}), Strings{});
  EXPECT_EQ(Checked({.kind = CheckKind::kFileNotEmpty, .path = "$(workflow.name)"}), Strings{});
  EXPECT_EQ(Checked({.kind = CheckKind::kFilesMatch, .glob = "*", .pattern = "x"}), Strings{});
  EXPECT_EQ(Checked({.kind = CheckKind::kFilesLack, .glob = "*", .pattern = "x"}), Strings{});
  EXPECT_EQ(Checked({.kind = CheckKind::kCommand, .command = {"true"}}), Strings{});
}

TEST(ValidateChecks, RejectsEmptyFields) {
  EXPECT_EQ(Checked({.kind = CheckKind::kFileExists}), At("fileExists.path: is empty"));
  EXPECT_EQ(Checked({.kind = CheckKind::kDirectoryExists}), At("directoryExists.path: is empty"));
  EXPECT_EQ(Checked({.kind = CheckKind::kFileNotEmpty}), At("fileNotEmpty.path: is empty"));
  EXPECT_EQ(Checked({.kind = CheckKind::kFilesMatch, .glob = "*"}),
            At("filesMatch.pattern: is empty"));
  EXPECT_EQ(Checked({.kind = CheckKind::kFilesLack, .pattern = "x"}),
            At("filesLack.glob: is empty"));
  EXPECT_EQ(Checked({.kind = CheckKind::kCommand}),
            At("command.command: is empty; needs at least one entry"));
}

TEST(ValidateChecks, RejectsInvalidPatterns) {
  for (const CheckKind kind : {CheckKind::kFilesMatch, CheckKind::kFilesLack}) {
    const Strings complaints = Checked({.kind = kind, .glob = "*", .pattern = "ORA-(["});
    ASSERT_EQ(complaints.size(), 1U);
    EXPECT_NE(complaints[0].find("pattern: 'ORA-([' is not a POSIX extended regular expression: "),
              std::string::npos)
        << complaints[0];
    EXPECT_EQ(Checked({.kind = kind, .glob = "*", .pattern = "^(ORA|SP2)-[0-9]{4,5}$"}), Strings{});
  }
}

TEST(ValidateChecks, BoundsFields) {
  EXPECT_EQ(Checked({.kind = CheckKind::kFileExists, .path = std::string(1025, 'x')}),
            At("fileExists.path: has 1025 characters; allowed: 1 to 1024"));
  EXPECT_EQ(Checked({.kind = CheckKind::kCommand, .command = Strings(65, "x")}),
            At("command.command: has 65 entries; allowed: 1 to 64"));
  EXPECT_EQ(Checked({.kind = CheckKind::kCommand, .command = {std::string(4097, 'x')}}),
            At("command.command[0]: has 4097 characters; allowed: at most 4096"));
  EXPECT_EQ(Checked({.kind = CheckKind::kCommand, .command = {"true"}, .timeout_seconds = 0}),
            At("command.timeoutSeconds: is 0; allowed: at least 1"));
}

TEST(ValidateChecks, ValidatesPostChecksToo) {
  JobTemplate work = GoodWork();
  work.post_checks = std::vector<Check>(33, {.path = "/a"});
  EXPECT_EQ(ComplaintsOf(work),
            Strings{"spec.jobs[0].postChecks: has 33 entries; allowed: at most 32"});
}

}  // namespace
}  // namespace executioner::domain
