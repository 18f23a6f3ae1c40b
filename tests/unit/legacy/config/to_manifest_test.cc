#include "controller/legacy/config/to_manifest.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/domain/retry_policy.h"
#include "controller/domain/validate.h"
#include "controller/legacy/config/job_names.h"
#include "controller/legacy/config/retry_rules.h"
#include "tests/unit/legacy/config/legacy_fixture.h"

namespace executioner::legacy {
namespace {

using domain::Reason;

const domain::JobTemplate& Work(const Made& made, std::size_t job = 0) {
  return made.spec.jobs.at(job).work;
}

std::string Value(const std::vector<domain::EnvVar>& env, const std::string& name) {
  for (const domain::EnvVar& variable : env) {
    if (variable.name == name) {
      return variable.value;
    }
  }
  return "(none)";
}

TEST(ToManifest, ConvertsEveryConfigurationToAValidManifest) {
  for (const char* name :
       {"etl.json", "oracle.json", "retries.json", "environment.json", "secured.json"}) {
    const Made made =
        MakeFrom(Stored(name), {.file_stem = "old", .home = "/home/me", .image = "busybox:1.36"});
    EXPECT_EQ(made.complaints, Strings{}) << name;
    EXPECT_EQ(InWords(domain::Validate(made.spec, {})), Strings{}) << name;
  }
}

TEST(ToManifest, HasTheDefaultsOfTheOldProgram) {
  const Made made = MakeFrom(WithJob(""));
  EXPECT_EQ(made.spec.controls.parallelism, 1);
  EXPECT_EQ(made.spec.controls.failure_policy, domain::FailurePolicy::kFinishRunning);
  EXPECT_EQ(made.spec.defaults.timeout_seconds, 10800);
  EXPECT_EQ(made.spec.defaults.termination_grace_period_seconds, 5);
  EXPECT_EQ(Work(made).script, "true");
  EXPECT_FALSE(Work(made).retry);
}

TEST(ToManifest, ParallelAloneMeansOneWorker) {
  EXPECT_EQ(MakeFrom(WithJob("", R"(, "parallel": true)")).spec.controls.parallelism, 1);
  EXPECT_EQ(MakeFrom(WithJob("", R"(, "max_workers": 4)")).spec.controls.parallelism, 1);
  EXPECT_EQ(
      MakeFrom(WithJob("", R"(, "parallel": true, "max_workers": 4)")).spec.controls.parallelism,
      4);
}

TEST(ToManifest, KeepsTheRetryFormula) {
  const Made made = MakeFrom(Stored("retries.json"));
  ASSERT_TRUE(Work(made).retry);
  const domain::RetryPolicy& retry = *Work(made).retry;
  EXPECT_EQ(retry.limit, 3);
  EXPECT_EQ(retry.delay_seconds, 2);
  EXPECT_EQ(retry.backoff_percent, 200);
  EXPECT_EQ(retry.jitter_percent, 0);
  EXPECT_EQ(retry.max_elapsed_seconds, 1800);
}

TEST(ToManifest, MapsChecks) {
  const Made made = MakeFrom(Stored("oracle.json"));
  ASSERT_TRUE(Work(made, 0).post_checks && Work(made, 1).post_checks);
  EXPECT_EQ(Work(made, 0).post_checks->at(0).glob, "pr_*.log");
  EXPECT_EQ(Work(made, 0).post_checks->at(0).pattern, "ORA-");
  EXPECT_EQ(Work(made, 1).post_checks->at(0).glob, "pr_2\\[x].log");
  EXPECT_EQ(Work(made, 1).post_checks->at(0).pattern, "ORA-|SP2-");
  EXPECT_TRUE(Work(made, 1).post_checks->at(0).require_match);
}

TEST(ToManifest, ReportsWhatAManifestCannotExpress) {
  EXPECT_EQ(InWords(MakeFrom(Stored("oracle.json")).converted.inexpressible),
            (Strings{"email_address: a manifest cannot express who is notified when a run ends",
                     "log_dir: output of jobs is kept with the run: see 'executioner logs'"}));
}

TEST(ToManifest, PassesOnlyListedVariables) {
  const Made made = MakeFrom(WithJob(R"(, "env_variables": {"OWN": "1"})",
                                     R"(, "inherit_shell_env": ["PATH", "no name"])"));
  EXPECT_EQ(Work(made).script,
            "exec /usr/bin/env -i ${OWN+\"OWN=$OWN\"} ${PATH+\"PATH=$PATH\"} /bin/sh -c 'true'");
}

TEST(ToManifest, EscapesReferences) {
  const Made made = MakeFrom(
      R"j({"working_dir": "/tmp", "jobs": [{"id": "a", "command": "echo $(job.x) $$(id)"}]})j");
  EXPECT_EQ(made.complaints, Strings{});
  ASSERT_TRUE(Work(made).command);
  EXPECT_EQ(Work(made).command->at(2), "echo $$(job.x) $$$(id)");
}

TEST(ToManifest, ABlankCommandSucceedsWithoutChecks) {
  const Made made = MakeFrom(R"({"working_dir": "/tmp", "jobs": [{"id": "a", "command": "  ",
      "pre_checks": [{"name": "check_file_exists", "params": {"path": "none"}}]}]})");
  EXPECT_EQ(Work(made).script, ":");
  EXPECT_FALSE(Work(made).pre_checks);
}

TEST(ToManifest, RequiresAnAbsoluteWorkingDir) {
  const Config config = ReadConfig(R"({"working_dir": "here", "jobs": []})").config;
  EXPECT_THROW(WorkingDirOf(config, "/home/me"), base::ConfigurationError);
  EXPECT_EQ(WorkingDirOf(ReadConfig(Stored("environment.json")).config, "/home/me"), "/home/me");
}

TEST(JobNames, KeepValidIdsAndChangeOthers) {
  const auto names = NamesOf({"load", "Load", "a/b", "a b", "", "_x", std::string(80, 'y')});
  EXPECT_EQ(names.at("load"), "load");
  EXPECT_TRUE(names.at("Load").starts_with("Load-"));
  EXPECT_TRUE(names.at("a/b").starts_with("a-b-"));
  EXPECT_NE(names.at("a/b"), names.at("a b"));
  EXPECT_TRUE(names.at("").starts_with("job-"));
  EXPECT_LE(names.at(std::string(80, 'y')).size(), 63U);
}

TEST(Legacy, D22RoundsAFractionOfASecondUp) {
  const Made made = MakeFrom(WithJob(R"(, "timeout": 0.5)"));
  EXPECT_EQ(Work(made).timeout_seconds, 1);
  EXPECT_EQ(InWords(made.converted.notes), Strings{"jobs[0].timeout: is rounded up to 1 s"});
}

TEST(ToManifest, ReportsRoundingOncePerKey) {
  const std::string jobs =
      R"("jobs": [{"id": "a", "command": "x"}, {"id": "b", "command": "x"},
                  {"id": "c", "command": "x", "retry_delay": 2.5, "retry_backoff": 0.5}]})";
  const Made made = MakeFrom(
      R"({"working_dir": "/", "default_max_retries": 1, "default_retry_delay": 0.5,
          "default_max_retry_time": 99.5, )" +
      jobs);
  EXPECT_EQ(InWords(made.converted.notes),
            (Strings{"default_retry_delay: is rounded up to 1 s",
                     "default_max_retry_time: is rounded up to 100 s",
                     "jobs[2].retry_delay: is rounded up to 3 s",
                     "jobs[2].retry_backoff: is below 1 and counts as 1"}));
}

TEST(ToManifest, ReportsReplacementsInACycle) {
  const Made made = MakeFrom(
      WithJob("", R"(, "env_variables": {"A": "${B}", "B": "${A}-${HOME}-${NOPE}-$HOME-${B}"})"),
      {.environment = domain::Environment{{"HOME", "/home/me"}}});
  EXPECT_EQ(Value(made.spec.defaults.env, "B"), "${A}-$(HOME)-${NOPE}-$HOME-${B}");
  EXPECT_EQ(InWords(made.converted.notes),
            Strings{"env_variables: A, B: refer to each other in a cycle: in them only ${NAME} of "
                    "the shell's variables is replaced; all other text stays as written"});
}

/// `${NAME}` twenty times.
std::string TwentyTimes(const std::string& name) {
  std::string value;
  for (int i = 0; i < 20; ++i) {
    value += "${" + name + "}";
  }
  return value;
}

TEST(ToManifest, RejectsVariablesThatAreTooLong) {
  const std::string a = R"("A": ")" + std::string(100, 'x') + R"(")";
  const std::string b = R"("B": ")" + TwentyTimes("A") + R"(")";
  const std::string c = R"("C": ")" + TwentyTimes("B") + R"(")";
  const auto env = [](const std::string& variables) {
    return R"(, "env_variables": {)" + variables + "}";
  };
  const std::string why =
      ": is longer than 32768 bytes when each ${NAME} in it is replaced: shorten it";
  const Made app = MakeFrom(WithJob("", env(a + "," + b + "," + c)));
  EXPECT_EQ(InWords(app.converted.errors), Strings{"env_variables.C" + why});
  EXPECT_EQ(InWords(app.converted.notes), Strings{}) << "they are not a ring";
  const Made job = MakeFrom(WithJob(env(c), env(a + "," + b)));
  EXPECT_EQ(InWords(job.converted.errors), Strings{"jobs[0].env_variables.C" + why});
  const Made option = MakeFrom(WithJob("", env(a + "," + b)),
                               {.extra = {{.name = "C", .value = TwentyTimes("B")}}});
  EXPECT_EQ(InWords(option.converted.errors), Strings{"--env.C" + why});
  const Made longer = MakeFrom(WithJob("", env(R"("A": "", )" + b)),
                               {.extra = {{.name = "A", .value = std::string(30'000, 'x')}}});
  EXPECT_EQ(InWords(longer.converted.errors), Strings{});
  EXPECT_EQ(InWords(MakeFrom(WithJob("", env(a + "," + b))).converted.errors), Strings{});
}

TEST(ToManifest, QuotesThePathOfACheckUnchanged) {
  const auto lost = [](const std::string& path, const std::string& env) {
    return InWords(
        MakeFrom(WithJob(R"(, "pre_checks": [{"name": "check_file_exists", "params": {"path": ")" +
                             path + R"("}}])",
                         R"(, "env_variables": {)" + env + "}"))
            .converted.inexpressible);
  };
  const std::string why = " refers to a variable that only the shell knows: write the path itself";
  EXPECT_EQ(lost("${OUT}/x", ""), Strings{"jobs[0].pre_checks[0]: '${OUT}/x'" + why});
  EXPECT_EQ(lost("${FILE}", R"("FILE": "${HOME}/marker")"),
            Strings{"jobs[0].pre_checks[0]: '${FILE}', which is '${HOME}/marker'," + why});
  EXPECT_EQ(lost("${FILE}", R"x("FILE": "$(HOME)")x"), Strings{});
}

TEST(ToManifest, ReportsOnceThatPathsOfChecksAreFixed) {
  const std::string json = WithJob(
      R"(, "pre_checks": [{"name": "check_file_exists", "params": {"path": "${G}"}}],
           "post_checks": [{"name": "check_file_exists", "params": {"path": "${G}/x"}}])",
      R"(, "env_variables": {"G": "/g"})");
  EXPECT_EQ(InWords(MakeFrom(json).converted.notes),
            Strings{"jobs[0].pre_checks[0]: '${G}' became '/g', as all variables in checks: "
                    "--env of a run does not change them"});
  const Made now = MakeFrom(json, {.environment = domain::Environment{}});
  EXPECT_EQ(InWords(now.converted.notes), Strings{});
}

TEST(Legacy, D23EitherStatusOrExitCodeIsEnough) {
  std::vector<domain::Complaint> notes;
  const auto retried = [&](const std::string& keys, Reason reason, int code) {
    const Config config = ReadConfig(WithJob(R"(, "max_retries": 1)" + keys)).config;
    const auto policy = PolicyOf(Effective(config.jobs[0].retry, config.retry), notes);
    return policy && domain::AllowsRetry(*policy, reason, code);
  };
  EXPECT_TRUE(retried(R"(, "retry_on_exit_codes": [5])", Reason::kFailed, 7));
  const std::string only = R"(, "retry_on_status": [], "retry_on_exit_codes": [5, -9])";
  EXPECT_TRUE(retried(only, Reason::kFailed, 5));
  EXPECT_FALSE(retried(only, Reason::kFailed, 7));
  EXPECT_TRUE(retried(only, Reason::kSignaled, 137));
  EXPECT_FALSE(retried(only, Reason::kTimedOut, 124));
  EXPECT_FALSE(retried("", Reason::kPostCheckFailed, 121));
  EXPECT_TRUE(retried(R"(, "retry_on_status": ["POSTCHECK_FAILED"])", Reason::kPostCheckFailed, 0));
}

TEST(Legacy, D25AcceptsAnyId) {
  const Made made = MakeFrom(Stored("environment.json"), {.home = "/home/me"});
  EXPECT_EQ(IdOf(made.spec.jobs.at(0)), "a/b");
}

TEST(Legacy, D28SeesInheritedVariables) {
  const Made made =
      MakeFrom(WithJob("", R"(, "env_variables": {"WHERE": "${HOME}/x", "HERE": "${WHERE}/y",
                              "PATH": "/opt:${PATH}", "ODD": "$(x) $$ ${NONE}"})"),
               {.environment = domain::Environment{{"HOME", "/home/me"}, {"PATH", "/bin"}}});
  const auto& env = made.spec.defaults.env;
  EXPECT_EQ(Value(env, "WHERE"), "$(HOME)/x");
  EXPECT_EQ(Value(env, "HERE"), "${WHERE}/y");
  EXPECT_EQ(Value(env, "PATH"), "/opt:$(PATH)");
  EXPECT_EQ(Value(env, "ODD"), "$$(x) $$$ ${NONE}");
  EXPECT_EQ(env.back().name, "PATH");
}

TEST(Legacy, D28ReplacesVariablesInParametersOfChecks) {
  const Made made = MakeFrom(
      WithJob(R"(, "pre_checks": [{"name": "check_file_exists", "params": {"path": "${AT}/f"}}])",
              R"(, "env_variables": {"AT": "${HOME}/in"})"),
      {.environment = domain::Environment{{"HOME", "/home/me"}}});
  ASSERT_TRUE(Work(made).pre_checks);
  EXPECT_EQ(Work(made).pre_checks->at(0).path, "/home/me/in/f");
}

TEST(Legacy, D36TheMaximumWaitIsTheTimeForAllRetries) {
  const Made made = MakeFrom(WithJob(R"(, "max_retries": 1, "max_retry_time": 60)"));
  ASSERT_TRUE(Work(made).retry);
  EXPECT_EQ(Work(made).retry->max_delay_seconds, 60);
  EXPECT_EQ(Work(made).retry->max_elapsed_seconds, 60);
}

}  // namespace
}  // namespace executioner::legacy
