#include "controller/legacy/config/read_config.h"

#include <gtest/gtest.h>

#include "tests/unit/legacy/config/legacy_fixture.h"

namespace executioner::legacy {
namespace {

TEST(ReadConfig, ReadsEveryKindOfConfiguration) {
  for (const char* name :
       {"etl.json", "oracle.json", "retries.json", "environment.json", "secured.json"}) {
    EXPECT_EQ(ErrorsOf(Stored(name)), Strings{}) << name;
  }
}

TEST(ReadConfig, HasTheDefaultsOfTheCode) {
  const Config config = ReadConfig(R"({"working_dir": "/tmp", "jobs": []})").config;
  EXPECT_FALSE(config.parallel);
  EXPECT_EQ(config.max_workers, 1);
  EXPECT_EQ(config.inherited.kind, InheritedEnv::Kind::kAll);
  EXPECT_TRUE(config.mail.on_failure);
  EXPECT_FALSE(config.mail.on_success);
  EXPECT_EQ(config.mail.port, 587);
}

TEST(ReadConfig, HasADefaultMailTimeoutOfTenSeconds) {
  const std::string begin = R"({"working_dir": "/tmp", "jobs": [])";
  EXPECT_EQ(ReadConfig(begin + "}").config.mail.timeout_seconds, 10);
  EXPECT_EQ(ReadConfig(begin + R"(, "smtp_timeout": 60})").config.mail.timeout_seconds, 60);
}

TEST(ReadConfig, ConvertsValuesToTextLikePython) {
  const Config config = ReadConfig(Stored("etl.json")).config;
  EXPECT_EQ(config.env.at("DEBUG"), "True");
  EXPECT_EQ(config.env.at("LEVEL"), "5");
}

TEST(ReadConfig, AcceptsRecipientsAsListAndAsText) {
  const std::string begin = R"({"working_dir": "/tmp", "jobs": [], "email_address": )";
  const Strings both{"a@x.org", "b@x.org"};
  EXPECT_EQ(ReadConfig(begin + R"("a@x.org, b@x.org"})").config.mail.recipients, both);
  EXPECT_EQ(ReadConfig(begin + R"(["a@x.org", "b@x.org"]})").config.mail.recipients, both);
}

TEST(ReadConfig, RequiresAWorkingDirAndJobs) {
  EXPECT_EQ(ErrorsOf("{}"), (Strings{"working_dir: is missing", "jobs: is missing"}));
  EXPECT_EQ(ErrorsOf("[]"), Strings{": must be an object, not a list"});
}

TEST(ReadConfig, ReportsWhereTheSyntaxIsWrong) {
  const ReadResult result = ReadConfig("{\n  \"jobs\": [,]\n}");
  ASSERT_EQ(result.errors.size(), 1U);
  EXPECT_EQ(result.PlaceOf("", "old.json"), "old.json:2:12");
}

TEST(ReadConfig, ReportsWhereAKeyIsWrong) {
  const ReadResult result =
      ReadConfig("{\"working_dir\": \"/tmp\",\n \"jobs\": [\n  {\"id\": 5}]}");
  ASSERT_FALSE(result.errors.empty());
  EXPECT_EQ(result.errors[0].path, "jobs[0].id");
  EXPECT_EQ(result.PlaceOf(result.errors[0].path, "old.json"), "old.json:3:4");
}

TEST(ReadConfig, RejectsDuplicateIds) {
  EXPECT_EQ(ErrorsOf(R"({"working_dir": "/tmp", "jobs": [{"id": "a", "command": "x"},
                                                          {"id": "a", "command": "y"}]})"),
            Strings{"jobs[1].id: 'a' is given twice, first as jobs[0]"});
}

TEST(ReadConfig, RejectsCycles) {
  EXPECT_EQ(ErrorsOf(R"({"working_dir": "/tmp", "jobs": [
              {"id": "a", "command": "x", "dependencies": ["b"]},
              {"id": "b", "command": "y", "dependencies": ["a"]}]})"),
            Strings{"jobs[0].dependencies: jobs wait for each other: a -> b -> a"});
}

TEST(ReadConfig, SupportsFourFormsOfInheritedVariables) {
  using Kind = InheritedEnv::Kind;
  const auto kind = [](const std::string& value) {
    return ReadConfig(WithJob("", R"(, "inherit_shell_env": )" + value)).config.inherited.kind;
  };
  EXPECT_EQ(kind("true"), Kind::kAll);
  EXPECT_EQ(kind("false"), Kind::kNone);
  EXPECT_EQ(kind(R"("default")"), Kind::kDefault);
  EXPECT_EQ(kind(R"(["A"])"), Kind::kListed);
  EXPECT_EQ(ErrorsOf(WithJob("", R"(, "inherit_shell_env": "true")")),
            Strings{"inherit_shell_env: must be true, false, \"default\" or a list of names"});
}

TEST(Legacy, D17WarnsThatTheSecurityPolicyHasNoEffect) {
  const Strings warnings = WarningsOf(WithJob("", R"(, "security_policy": "block")"));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].starts_with("security_policy: is ignored, as it always was"));
}

TEST(Legacy, D18WarnsThatPluginsHaveNoEffect) {
  const Strings warnings = WarningsOf(WithJob("", R"(, "dependency_plugins": ["a.py"])"));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].starts_with("dependency_plugins: is ignored"));
  EXPECT_EQ(WarningsOf(WithJob("", R"(, "dependency_plugins": "a.py")")).size(), 1U);
  EXPECT_TRUE(WarningsOf(WithJob("", R"(, "dependency_plugins": [])")).empty());
}

TEST(Legacy, D22RejectsAnInvalidTimeout) {
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "timeout": "5")")),
            Strings{"jobs[0].timeout: must be a number, not text"});
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "timeout": -1)")).size(), 1U);
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "timeout": 0)")).size(), 1U);
}

TEST(Legacy, D23WarnsIfExitCodesHaveNoEffect) {
  const Strings warnings = WarningsOf(WithJob(R"(, "retry_on_exit_codes": [5])"));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_TRUE(warnings[0].starts_with("jobs[0].retry_on_exit_codes: has no effect"));
  EXPECT_EQ(WarningsOf(WithJob(R"(, "retry_on_status": [], "retry_on_exit_codes": [5])")),
            Strings{});
}

TEST(Legacy, D24RejectsWrongTypesBeforeAnythingRuns) {
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "max_retries": "2")")),
            Strings{"jobs[0].max_retries: must be a number, not text"});
  EXPECT_EQ(ErrorsOf(WithJob("", R"(, "max_workers": "4")")),
            Strings{"max_workers: must be a number, not text"});
}

TEST(Legacy, D26NamesUnknownKeysAndTheNearestKnownOne) {
  EXPECT_EQ(WarningsOf(WithJob(R"(, "dependancies": [])")),
            Strings{"jobs[0].dependancies: there is no such key, so it has no effect; did you "
                    "mean 'dependencies'?"});
  EXPECT_EQ(WarningsOf(WithJob(R"(, "depends_on": [])")),
            Strings{"jobs[0].depends_on: there is no such key, so the job waits for nothing; did "
                    "you mean 'dependencies'?"});
  EXPECT_EQ(WarningsOf(WithJob(R"(, "_timeout": 5)")), Strings{});
}

TEST(Legacy, D27SaysHowToCorrectAMissingDependency) {
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "dependencies": ["onee"])")),
            Strings{"jobs[0].dependencies: 'one' depends on 'onee', which does not exist: correct "
                    "or remove the name; did you mean 'one'?"});
}

TEST(Legacy, D37RejectsAnUnknownCheckAndACheckWithoutName) {
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "pre_checks": [{"params": {}}])")),
            Strings{"jobs[0].pre_checks[0].name: is missing"});
  EXPECT_EQ(ErrorsOf(WithJob(R"(, "pre_checks": [{"name": "check_file_exist"}])")),
            Strings{"jobs[0].pre_checks[0].name: there is no check 'check_file_exist'; known: "
                    "check_file_exists, check_no_ora_errors, check_no_ora_or_sp2_errors; did you "
                    "mean 'check_file_exists'?"});
}

}  // namespace
}  // namespace executioner::legacy
