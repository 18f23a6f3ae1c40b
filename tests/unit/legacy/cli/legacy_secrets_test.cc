/// \file
/// Secrets of old configurations: what reaches jobs, and what is written where.
#include <filesystem>

#include "controller/legacy/cli/mail_settings.h"
#include "tests/unit/legacy/cli/legacy_fixture.h"

namespace executioner::cli {
namespace {

namespace fs = std::filesystem;

TEST_F(Legacy, NeverWritesItsSummaryThroughALink) {
  const std::string target = line.Write("precious", "before");
  fs::create_directory(line.Folder() + "/logs");
  const std::string summary = line.Folder() + "/logs/executioner.old.run-1.log";
  fs::create_symlink(target, summary);
  EXPECT_EQ(Run(R"({"id": "a", "command": "true"})").code, kSucceeded);
  EXPECT_EQ(TextOf(target), "before");
  EXPECT_FALSE(fs::is_symlink(summary));
  EXPECT_EQ(fs::status(summary).permissions(), fs::perms{0600});
  EXPECT_TRUE(Has(TextOf(summary), "SUCCESS"));
}

TEST_F(Legacy, HidesTheMailPasswordFromJobsThatDoNotUseIt) {
  line.context.environment["SMTP_SECRET"] = "one";
  line.context.environment["SMTP_OTHER"] = "two";
  const std::string keys = R"("smtp_password": "${SMTP_SECRET}${SMTP_OTHER}", )";
  EXPECT_EQ(Run(R"({"id": "a", "command": "env; echo $SMTP_OTHER"})", {}, keys).code, kSucceeded);
  EXPECT_FALSE(Has(LogOf("a"), "SMTP_SECRET")) << LogOf("a");
  EXPECT_TRUE(Has(LogOf("a"), "SMTP_OTHER=two")) << LogOf("a");
}

TEST(LegacySecrets, KeepTheMailPasswordForJobsThatUseIt) {
  domain::Environment own{{"ONE", "1"}, {"TWO", "2"}, {"THREE", "3"}};
  legacy::HideMailPassword("x${ONE}${TWO}${unclosed", "echo $TWO", own);
  EXPECT_EQ(own, (domain::Environment{{"THREE", "3"}, {"TWO", "2"}}));
}

}  // namespace
}  // namespace executioner::cli
