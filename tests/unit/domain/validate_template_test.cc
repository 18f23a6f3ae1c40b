#include <gtest/gtest.h>

#include "tests/unit/domain/validate_fixture.h"

namespace executioner::domain {
namespace {

/// The one complaint, without "spec.jobs[0]."; all of them when there is not one.
std::string OnlyComplaint(const JobTemplate& work, const ValidationRules& rules = {}) {
  const Strings complaints = ComplaintsOf(work, rules);
  std::string text;
  for (const std::string& complaint : complaints) {
    text += (text.empty() ? "" : "\n") + complaint;
  }
  const std::string prefix = "spec.jobs[0].";
  return complaints.size() == 1 && text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

TEST(ValidateTemplate, AcceptsEveryField) {
  JobTemplate work = GoodWork();
  work.image_pull_policy = "IfNotPresent";
  work.args = Strings{"", "x"};
  work.working_dir = "/srv";
  work.env = {{.name = "A", .value = "1"}, {.name = "B", .value_from = {"{}"}}};
  work.timeout_seconds = 1;
  work.termination_grace_period_seconds = 0;
  work.pending_timeout_seconds = 1;
  work.retry = RetryPolicy{.limit = 1000, .max_elapsed_seconds = 1};
  work.pre_checks = std::vector<Check>{{.path = "/a"}};
  work.post_checks = std::vector<Check>{};
  work.pod_template = {.labels = {{"team", "etl"}, {"app.kubernetes.io/part-of", "etl"}},
                       .annotations = {{"app.kubernetes.io/name", "x"}},
                       .spec = {{"volumes", {"[]"}}, {"hostNetwork", {"false"}}}};
  EXPECT_EQ(OnlyComplaint(work), "");
}

TEST(ValidateTemplate, RequiresAnImageInACluster) {
  const JobTemplate work{.command = Strings{"true"}};
  EXPECT_EQ(OnlyComplaint(work), "image: is required in a cluster");
  EXPECT_EQ(OnlyComplaint(work, {.image_required = false}), "");
  WorkflowSpec spec = Good();
  spec.jobs[0].work = work;
  spec.defaults.image = "busybox";
  EXPECT_EQ(ComplaintsOf(spec), Strings{});
}

TEST(ValidateTemplate, RejectsInvalidImages) {
  for (const std::string image : {"busy box", " busybox", "busybox ", "a\tb", "a\nb"}) {
    EXPECT_EQ(OnlyComplaint({.image = image}),
              "image: '" + image + "' has a space or a control character in it");
  }
  for (const std::string image : {"BusyBox", "team/BusyBox:1", "example.com/Team/app"}) {
    EXPECT_EQ(OnlyComplaint({.image = image}),
              "image: '" + image + "': the name of an image is in lower case");
  }
  for (const std::string image :
       {"busybox:Tag-1", "Example.com/app", "localhost:5000/app:V1", "REGISTRY/app",
        "example.com:443/team/app_x@sha256:ABC", "$(params.IMAGE)"}) {
    EXPECT_EQ(OnlyComplaint({.image = image}).find("lower case"), std::string::npos) << image;
  }
}

TEST(ValidateTemplate, RejectsAnEmptyProgramName) {
  EXPECT_EQ(OnlyComplaint({.image = "busybox", .command = Strings{"", "x"}}),
            "command[0]: is empty; it names the program");
  EXPECT_EQ(OnlyComplaint({.image = "busybox", .script = "echo", .shell = Strings{""}}),
            "shell[0]: is empty; it names the program");
  EXPECT_EQ(OnlyComplaint({.image = "busybox", .command = Strings{"echo", ""}}), "");
}

TEST(ValidateTemplate, RejectsNulBytes) {
  const std::string nul("a\0b", 3);
  const std::string why = " has a NUL byte in it, which no process can be given";
  JobTemplate work = GoodWork();
  work.args = Strings{"x", nul};
  EXPECT_EQ(OnlyComplaint(work), "args[1]:" + why);
  EXPECT_EQ(OnlyComplaint({.image = "busybox", .script = nul}), "script:" + why);
  work = GoodWork();
  work.working_dir = "/" + nul;
  EXPECT_EQ(OnlyComplaint(work), "workingDir:" + why);
  work = GoodWork();
  work.env = {{.name = nul, .value = "x"}};
  EXPECT_EQ(OnlyComplaint(work), "env[0].name:" + why);
  work.env = {{.name = "A", .value = nul}};
  EXPECT_EQ(OnlyComplaint(work), "env[0].value:" + why);
}

TEST(ValidateTemplate, RejectsARelativeWorkingDir) {
  JobTemplate work = GoodWork();
  work.working_dir = "data/in";
  EXPECT_EQ(OnlyComplaint(work), "workingDir: 'data/in' is not absolute");
  work.working_dir = "$(params.folder)";
  EXPECT_EQ(OnlyComplaint(work).find("absolute"), std::string::npos);
}

TEST(ValidateTemplate, RejectsCommandWithScript) {
  JobTemplate work = GoodWork();
  work.script = "echo";
  EXPECT_EQ(OnlyComplaint(work),
            "script: may not be given together with command: keep one of the two");
}

TEST(ValidateTemplate, AcceptsAShellWithoutScriptInDefaults) {
  WorkflowSpec spec;
  spec.defaults = {.image = "busybox", .shell = Strings{"bash", "-euo", "pipefail", "-c"}};
  spec.jobs = {{.name = "a", .work = {.script = "date"}},
               {.name = "b", .work = {.command = Strings{"date"}}}};
  EXPECT_TRUE(Validate(spec, {}).empty());
  spec.defaults.shell = Strings{""};
  ASSERT_EQ(Validate(spec, {}).size(), 1U);
  EXPECT_EQ(Validate(spec, {})[0].path, "spec.defaults.shell[0]");
}

TEST(ValidateTemplate, AcceptsARelativeWorkingDirInALocalRun) {
  WorkflowSpec spec;
  spec.jobs = {
      {.name = "a", .work = {.image = "busybox", .script = "date", .working_dir = "data/in"}}};
  EXPECT_EQ(Validate(spec, {}).size(), 1U);
  EXPECT_TRUE(Validate(spec, {.relative_working_dir = true}).empty());
}

TEST(ValidateTemplate, RejectsShellWithoutScript) {
  JobTemplate work{.image = "busybox", .shell = Strings{"bash", "-c"}};
  EXPECT_EQ(OnlyComplaint(work),
            "shell: needs script in the same place: shell only says what runs the script");
  work.script = "echo";
  EXPECT_EQ(OnlyComplaint(work), "");
}

TEST(ValidateTemplate, ValidatesDefaultsToo) {
  WorkflowSpec spec = Good();
  spec.defaults.command = Strings{};
  spec.defaults.timeout_seconds = 0;
  EXPECT_EQ(ComplaintsOf(spec),
            (Strings{"spec.defaults.command: is empty; needs at least one entry",
                     "spec.defaults.timeoutSeconds: is 0; allowed: at least 1"}));
}

TEST(ValidateTemplate, LetsAJobRunTheEntrypointOfItsImage) {
  EXPECT_EQ(OnlyComplaint({.image = "job"}), "");
  EXPECT_EQ(OnlyComplaint({.image = "job", .args = Strings{"-v"}}), "");
  EXPECT_EQ(OnlyComplaint({.image = "job",
                           .working_dir = "/srv",
                           .retry = RetryPolicy{.limit = 1},
                           .pre_checks = std::vector<Check>{}}),
            "");
}

TEST(ValidateTemplate, RejectsRunnerFieldsOfAJobWithoutCommand) {
  const std::string why =
      "needs command or script: without them the entrypoint of the image runs, and nothing watches "
      "over it";
  EXPECT_EQ(OnlyComplaint({.image = "job", .timeout_seconds = 5}), "timeoutSeconds: " + why);
  EXPECT_EQ(OnlyComplaint({.image = "job", .pre_checks = std::vector<Check>{{.path = "/a"}}}),
            "preChecks: " + why);
  EXPECT_EQ(OnlyComplaint({.image = "job", .post_checks = std::vector<Check>{{.path = "/a"}}}),
            "postChecks: " + why);
}

TEST(ValidateTemplate, CountsTheCommandOfDefaultsUnlessTheJobDropsIt) {
  WorkflowSpec spec = Good();
  spec.defaults.command = Strings{"make"};
  spec.jobs[0].work = {.image = "job", .timeout_seconds = 5};
  EXPECT_EQ(ComplaintsOf(spec), Strings{});
  spec.jobs[0].work.args = Strings{"-v"};
  EXPECT_EQ(ComplaintsOf(spec).size(), 1U);
}

TEST(ValidateTemplate, IgnoresRunnerFieldsOfDefaults) {
  WorkflowSpec spec = Good();
  spec.jobs[0].work = {.image = "job"};
  spec.defaults.timeout_seconds = 5;
  EXPECT_EQ(ComplaintsOf(spec), Strings{});
}

TEST(ValidateTemplate, BoundsTexts) {
  JobTemplate work = GoodWork();
  work.image = "";
  EXPECT_EQ(OnlyComplaint(work), "image: is empty");
  work.image = std::string(1025, 'x');
  EXPECT_EQ(OnlyComplaint(work), "image: has 1025 characters; allowed: 1 to 1024");
  work = GoodWork();
  work.working_dir = "";
  EXPECT_EQ(OnlyComplaint(work), "workingDir: is empty");
  EXPECT_EQ(OnlyComplaint({.image = "x", .script = ""}), "script: is empty");
  EXPECT_EQ(OnlyComplaint({.image = "x", .script = std::string(65537, 'x')}),
            "script: has 65537 characters; allowed: 1 to 65536");
}

TEST(ValidateTemplate, CountsCharactersAsTheServerDoes) {
  JobTemplate work = GoodWork();
  work.image.emplace();
  for (int i = 0; i < 1024; ++i) {
    *work.image += "\xC3\xA4";
  }
  EXPECT_EQ(OnlyComplaint(work), "");
  *work.image += "x";
  EXPECT_EQ(OnlyComplaint(work), "image: has 1025 characters; allowed: 1 to 1024");
}

TEST(ValidateTemplate, BoundsLists) {
  JobTemplate work = GoodWork();
  work.command = Strings{};
  EXPECT_EQ(OnlyComplaint(work), "command: is empty; needs at least one entry");
  work.command = Strings(257, "x");
  EXPECT_EQ(OnlyComplaint(work), "command: has 257 entries; allowed: 1 to 256");
  work.command = Strings{std::string(32769, 'x')};
  EXPECT_EQ(OnlyComplaint(work), "command[0]: has 32769 characters; allowed: at most 32768");
  work = GoodWork();
  work.args = Strings(257, "x");
  EXPECT_EQ(OnlyComplaint(work), "args: has 257 entries; allowed: at most 256");
  EXPECT_EQ(OnlyComplaint({.image = "x", .script = "x", .shell = Strings{}}),
            "shell: is empty; needs at least one entry");
  EXPECT_EQ(OnlyComplaint({.image = "x", .script = "x", .shell = Strings{std::string(1025, 'x')}}),
            "shell[0]: has 1025 characters; allowed: at most 1024");
}

TEST(ValidateTemplate, KnowsThePullPolicies) {
  JobTemplate work = GoodWork();
  for (const char* policy : {"Always", "IfNotPresent", "Never"}) {
    work.image_pull_policy = policy;
    EXPECT_EQ(OnlyComplaint(work), "");
  }
  work.image_pull_policy = "always";
  EXPECT_EQ(OnlyComplaint(work),
            "imagePullPolicy: is 'always'; allowed: Always, IfNotPresent, Never");
}

TEST(ValidateTemplate, RejectsInvalidVariables) {
  JobTemplate work = GoodWork();
  work.env = {{.name = "A", .value = "1"}, {.name = "A", .value = "2"}};
  EXPECT_EQ(OnlyComplaint(work), "env[1].name: variable 'A' is given twice");
  work.env = {{.name = ""}};
  EXPECT_EQ(OnlyComplaint(work), "env[0].name: is empty");
  work.env = {{.name = "A=B"}};
  EXPECT_EQ(OnlyComplaint(work), "env[0].name: may not contain '='");
  work.env = {{.name = "A", .value = "1", .value_from = {"{}"}}};
  EXPECT_EQ(OnlyComplaint(work),
            "env[0].valueFrom: may not be given together with value: keep one of the two");
  work.env = {{.name = std::string(257, 'A')}};
  EXPECT_EQ(OnlyComplaint(work), "env[0].name: has 257 characters; allowed: 1 to 256");
}

TEST(ValidateTemplate, ReservesVariablesOfTheOperator) {
  JobTemplate work = GoodWork();
  work.env = {{.name = "A", .value = "1"}, {.name = "EXECUTIONER_SPEC", .value = "{}"}};
  EXPECT_EQ(OnlyComplaint(work),
            "env[1].name: 'EXECUTIONER_SPEC': names that begin with EXECUTIONER_ are reserved; "
            "choose another name");
  work.env = {{.name = "EXECUTIONER"}, {.name = "MY_EXECUTIONER_SPEC"}};
  EXPECT_EQ(OnlyComplaint(work), "");
}

TEST(ValidateTemplate, BoundsSeconds) {
  JobTemplate work = GoodWork();
  work.timeout_seconds = 0;
  EXPECT_EQ(OnlyComplaint(work), "timeoutSeconds: is 0; allowed: at least 1");
  work = GoodWork();
  work.termination_grace_period_seconds = -1;
  EXPECT_EQ(OnlyComplaint(work), "terminationGracePeriodSeconds: is -1; allowed: at least 0");
  work = GoodWork();
  work.pending_timeout_seconds = -5;
  EXPECT_EQ(OnlyComplaint(work), "pendingTimeoutSeconds: is -5; allowed: at least 1");
}

TEST(ValidateTemplate, AllowsOnlyListedPodFields) {
  JobTemplate work = GoodWork();
  work.pod_template.spec = {{"hostPID", {"true"}}};
  EXPECT_EQ(OnlyComplaint(work),
            "podTemplate.spec.hostPID: cannot be set by a job; allowed: affinity, "
            "automountServiceAccountToken, dnsConfig, dnsPolicy, hostAliases, hostNetwork, "
            "imagePullSecrets, initContainers, nodeSelector, priorityClassName, runtimeClassName, "
            "schedulerName, securityContext, serviceAccountName, tolerations, "
            "topologySpreadConstraints, volumes");
}

TEST(ValidateTemplate, AllowsHostNetworkIfTheOperatorDoes) {
  JobTemplate work = GoodWork();
  work.pod_template.spec = {{"hostNetwork", {"true"}}};
  EXPECT_EQ(OnlyComplaint(work),
            "podTemplate.spec.hostNetwork: is not allowed here; the operator controls this with "
            "--allow-host-network");
  EXPECT_EQ(OnlyComplaint(work, {.allow_host_network = true}), "");
}

TEST(ValidateTemplate, ReservesLabelsOfTheOperator) {
  JobTemplate work = GoodWork();
  const std::string why = "is set by the operator: choose another name";
  work.pod_template.labels = {{"executioner.dev/job", "x"}};
  EXPECT_EQ(OnlyComplaint(work), "podTemplate.metadata.labels[executioner.dev/job]: " + why);
  work.pod_template.labels = {{"app.kubernetes.io/managed-by", "x"}};
  EXPECT_EQ(OnlyComplaint(work),
            "podTemplate.metadata.labels[app.kubernetes.io/managed-by]: " + why);
  work.pod_template = {.annotations = {{"executioner.dev/x", "x"}}};
  EXPECT_EQ(OnlyComplaint(work), "podTemplate.metadata.annotations[executioner.dev/x]: " + why);
}

TEST(ValidateTemplate, BoundsLabelsAndAnnotations) {
  JobTemplate work = GoodWork();
  work.pod_template.labels = {{"a", std::string(64, 'x')}};
  EXPECT_EQ(OnlyComplaint(work),
            "podTemplate.metadata.labels.a: has 64 characters; allowed: at most 63");
  work.pod_template = {.annotations = {{"a", std::string(4097, 'x')}}};
  EXPECT_EQ(OnlyComplaint(work),
            "podTemplate.metadata.annotations.a: has 4097 characters; allowed: at most 4096");
  work.pod_template = {};
  for (int i = 0; i < 33; ++i) {
    work.pod_template.labels.emplace("l" + std::to_string(i), "");
  }
  EXPECT_EQ(OnlyComplaint(work),
            "podTemplate.metadata.labels: has 33 entries; allowed: at most 32");
}

}  // namespace
}  // namespace executioner::domain
