#include "controller/adapters/pods/pod_builder.h"

#include <set>

#include <gtest/gtest.h>

#include "controller/adapters/pods/pod_name.h"
#include "controller/base/error.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using domain::Check;
using domain::CheckKind;
using domain::JobTemplate;
using testing::Build;
using testing::BuildContainer;
using testing::Etl;
using testing::Halved;
using testing::RunnerSpecOf;
using testing::Variable;
using Json = nlohmann::json;

JobTemplate Command(std::vector<std::string> command) {
  return {.image = "busybox:1", .command = std::move(command)};
}

Owner JobOwner() {
  Owner owner = Etl();
  owner.kind = "Job";
  return owner;
}

TEST(PodName, IsReadableAndEndsInTenHexDigits) {
  const std::string name = PodName(Etl(), "Load_Data", {.run = 2, .attempt = 13});
  EXPECT_EQ(name.substr(0, 19), "etl-load-data-2-13-");
  EXPECT_EQ(name.size(), 29U);
  EXPECT_EQ(name.find_first_not_of("0123456789abcdef", 19), std::string::npos);
}

TEST(PodName, IsADnsLabelForPartsOfAnyLength) {
  Owner owner = Etl();
  owner.name = std::string(40, 'w') + "." + std::string(22, 'w');
  const std::string name = PodName(owner, std::string(63, 'J'), {.run = 1, .attempt = 1});
  EXPECT_EQ(name.size(), 63U);
  EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
}

TEST(PodName, DiffersInEveryPartOfTheIdentity) {
  Owner recreated = Etl();
  recreated.uid = "6f1c0c7e-0000-4000-8000-2";
  const std::set<std::string> names{
      PodName(Etl(), "load", {.run = 1, .attempt = 1}),
      PodName(Etl(), "load", {.run = 1, .attempt = 2}),
      PodName(Etl(), "load", {.run = 2, .attempt = 1}),
      PodName(Etl(), "LOAD", {.run = 1, .attempt = 1}),
      PodName(JobOwner(), "load", {.run = 1, .attempt = 1}),
      PodName(recreated, "load", {.run = 1, .attempt = 1}),
      // The same readable part, and the same text when lengths are not hashed.
      PodName(Etl(), "load-1", {.run = 1, .attempt = 1}),
      PodName(Etl(), "load", {.run = 1, .attempt = 11}),
      PodName(Etl(), "load", {.run = 11, .attempt = 1})};
  EXPECT_EQ(names.size(), 9U);
}

TEST(PodName, NeverChangesBetweenReleases) {
  EXPECT_EQ(PodName(Etl(), "load", {.run = 1, .attempt = 1}), "etl-load-1-1-64ebef3dfa");
}

TEST(BuildPod, CopiesTheRunnerWithoutImageVolumes) {
  PodSettings settings = testing::ImageVolume();
  settings.injection = RunnerInjection::kInitContainer;
  settings.runner_pull_policy = "Never";
  const Json spec = Build(Command({"true"}), settings).at("spec");
  const Json& init = spec.at("initContainers").at(0);
  EXPECT_EQ(init.at("image"), settings.runner_image);
  EXPECT_EQ(init.at("imagePullPolicy"), "Never");
  EXPECT_EQ(init.at("command"), Json({"/runner", "install", "/executioner"}));
  EXPECT_EQ(init.at("securityContext").at("readOnlyRootFilesystem"), true);
  EXPECT_EQ(spec.at("volumes"),
            Json({{{"name", "executioner-runner"}, {"emptyDir", Json::object()}}}));
  EXPECT_EQ(spec.at("containers").at(0).at("volumeMounts").at(0).at("readOnly"), true);
}

TEST(BuildPod, GivesTheInitContainerTheResourcesOfTheJob) {
  PodSettings settings = testing::ImageVolume();
  settings.injection = RunnerInjection::kInitContainer;
  JobTemplate work = Command({"true"});
  const auto copier = [&] { return Build(work, settings).at("spec").at("initContainers").at(0); };
  EXPECT_FALSE(copier().contains("resources")) << "a LimitRange gives both the same defaults";
  work.resources = {R"({"limits":{"cpu":"2","memory":"1Gi"},"requests":{"cpu":"500m"}})"};
  EXPECT_EQ(copier().at("resources"), Json::parse(work.resources.text));
}

TEST(BuildPod, PassesThePullPolicyToTheImageVolume) {
  PodSettings settings = testing::ImageVolume();
  settings.runner_pull_policy = "Always";
  const Json volume = Build(Command({"true"}), settings).at("spec").at("volumes").at(0);
  EXPECT_EQ(volume.at("image"),
            Json({{"reference", settings.runner_image}, {"pullPolicy", "Always"}}));
}

TEST(BuildPod, LabelsAPodOfAJobWithoutAWorkflow) {
  const Json metadata = Build(Command({"true"}), testing::ImageVolume(), JobOwner()).at("metadata");
  EXPECT_FALSE(metadata.at("labels").contains("executioner.dev/workflow"));
  EXPECT_EQ(metadata.at("labels").at("executioner.dev/job"), "load");
  EXPECT_EQ(metadata.at("ownerReferences").at(0).at("kind"), "Job");
}

TEST(BuildPod, RunsTheEntrypointOfTheImageWithoutTheRunner) {
  JobTemplate work{.image = "busybox:1"};
  work.args = {"$(HOME)", "$(job.attempt)"};
  work.timeout_seconds = 30;
  const Json spec = Build(work).at("spec");
  const Json& container = spec.at("containers").at(0);
  EXPECT_FALSE(container.contains("command"));
  EXPECT_EQ(container.at("args"), Json({"$(HOME)", "1"}));
  EXPECT_EQ(Variable(container, "EXECUTIONER_SPEC"), "");
  EXPECT_EQ(Variable(container, "EXECUTIONER_ATTEMPT"), "1");
  EXPECT_FALSE(spec.contains("volumes"));
  EXPECT_FALSE(container.contains("volumeMounts"));
  EXPECT_FALSE(spec.contains("activeDeadlineSeconds"));
}

TEST(BuildPod, PassesArgumentsToTheRunnerByteForByte) {
  const std::string hostile = "$(SECRET) $$ $ $$$HOME '\"; rm -rf\n\t\x01 \xC3\xA9";
  const Json spec = RunnerSpecOf(BuildContainer(Command({"echo", hostile})));
  EXPECT_EQ(spec.at("command"), Json({"echo", hostile}));
}

TEST(BuildPod, ReplacesReferencesInCommandArgumentsAndChecks) {
  JobTemplate work = Command({"load", "$(workflow.namespace)/$(workflow.name)"});
  work.args = {"$(workflow.uid)", "$(workflow.run).$(job.attempt)", "$$(job.attempt)"};
  work.post_checks = {{Check{.kind = CheckKind::kFileExists, .path = "/out/$(workflow.run)"}}};
  const Json spec = RunnerSpecOf(BuildContainer(work));
  EXPECT_EQ(spec.at("command"), Json({"load", "team-a/etl", Etl().uid, "1.1", "$(job.attempt)"}));
  EXPECT_EQ(spec.at("postChecks"), Json({{{"fileExists", {{"path", "/out/1"}}}}}));
}

TEST(BuildPod, DoesNotChangeScripts) {
  const JobTemplate work{.image = "busybox:1",
                         .script = "echo $(job.attempt) $HOME $$",
                         .shell = {{"/bin/bash", "-euc"}}};
  const Json spec = RunnerSpecOf(BuildContainer(work));
  EXPECT_EQ(spec.at("script"), "echo $(job.attempt) $HOME $$");
  EXPECT_EQ(spec.at("shell"), Json({"/bin/bash", "-euc"}));
  EXPECT_FALSE(spec.contains("command"));
}

TEST(BuildPod, PassesArgumentsToAScript) {
  const JobTemplate work{
      .image = "busybox:1", .args = {{"a b", "$(workflow.run)"}}, .script = "echo \"$0\" \"$1\""};
  const Json spec = RunnerSpecOf(BuildContainer(work));
  EXPECT_EQ(spec.at("command"), Json({"/bin/sh", "-c", "echo \"$0\" \"$1\"", "a b", "1"}));
  EXPECT_FALSE(spec.contains("script"));
}

TEST(BuildPod, EncodesEveryCheck) {
  JobTemplate work = Command({"true"});
  work.pre_checks = {
      {Check{.kind = CheckKind::kDirectoryExists, .path = "/d"},
       Check{.kind = CheckKind::kFileNotEmpty, .path = "/f"},
       Check{.kind = CheckKind::kFilesMatch, .glob = "*.log", .pattern = "done"},
       Check{.kind = CheckKind::kFilesLack,
             .glob = "*.log",
             .pattern = "ORA-",
             .require_match = false},
       Check{.kind = CheckKind::kCommand, .command = {"test", "-e", "/f"}, .timeout_seconds = 5}}};
  EXPECT_EQ(RunnerSpecOf(BuildContainer(work)).at("preChecks"), Json::parse(R"([
    {"directoryExists": {"path": "/d"}},
    {"fileNotEmpty": {"path": "/f"}},
    {"filesMatch": {"glob": "*.log", "pattern": "done"}},
    {"filesLack": {"glob": "*.log", "pattern": "ORA-", "requireMatch": false}},
    {"command": {"command": ["test", "-e", "/f"], "timeoutSeconds": 5}}])"));
}

TEST(BuildPod, KeepsLiteralVariablesAndEscapesValuesOfReferences) {
  Owner owner = Etl();
  owner.uid = "$(SECRET) $$";  // no real one; what matters is a value with dollars
  JobTemplate work = Command({"true"});
  work.env = {{.name = "LITERAL", .value = "$(OTHER) $$ ${X}"},
              {.name = "VALUE", .value = "uid=$(workflow.uid)"}};
  const Json container =
      Build(work, testing::ImageVolume(), owner).at("spec").at("containers").at(0);
  EXPECT_EQ(Variable(container, "LITERAL"), "$(OTHER) $$ ${X}");
  EXPECT_EQ(Halved(Variable(container, "VALUE")), "uid=$(SECRET) $$");
}

TEST(BuildPod, InterpolatesVariablesOnlyIfConfigured) {
  JobTemplate work = Command({"true"});
  work.env = {{.name = "ROOT", .value = "/srv"}, {.name = "LOG", .value = "${ROOT}/log"}};
  EXPECT_EQ(Variable(BuildContainer(work), "LOG"), "${ROOT}/log");
  work.interpolate_env = true;
  EXPECT_EQ(Variable(BuildContainer(work), "LOG"), "/srv/log");
}

TEST(BuildPod, PassesPartsOfCoreV1Unchanged) {
  JobTemplate work = Command({"true"});
  work.image = "example.com/etl:$(workflow.run)";
  work.image_pull_policy = "Always";
  work.working_dir = "/data/$(workflow.name)";
  work.env = {{.name = "KEY", .value_from = {R"({"secretKeyRef":{"name":"s","key":"k"}})"}}};
  work.env_from = {R"([{"configMapRef":{"name":"c"}}])"};
  work.resources = {R"({"limits":{"memory":"64Mi"}})"};
  work.volume_mounts = {R"([{"name":"data","mountPath":"/data"}])"};
  const Json container = BuildContainer(work);
  EXPECT_EQ(container.at("image"), "example.com/etl:1");
  EXPECT_EQ(container.at("imagePullPolicy"), "Always");
  EXPECT_EQ(container.at("workingDir"), "/data/etl");
  EXPECT_EQ(container.at("env").back(),
            Json::parse(R"({"name":"KEY","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}})"));
  EXPECT_EQ(container.at("envFrom").at(0).at("configMapRef").at("name"), "c");
  EXPECT_EQ(
      std::ranges::count(container.at("env"), Json::parse(R"({"name":"EXECUTIONER_RESULT_PATH",
                                               "value":"/dev/termination-log"})")),
      1)
      << "envFrom could name another place";
  EXPECT_EQ(container.at("resources").at("limits").at("memory"), "64Mi");
  EXPECT_EQ(container.at("volumeMounts").size(), 2U);
  EXPECT_EQ(container.at("volumeMounts").at(1).at("name"), "data");
}

TEST(BuildPod, MergesAllowedFieldsOfThePodTemplate) {
  JobTemplate work = Command({"true"});
  work.pod_template.spec = {
      {"nodeSelector", {R"({"disk":"ssd"})"}},
      {"volumes", {R"([{"name":"data","emptyDir":{}}])"}},
      {"initContainers",
       {R"([{"name":"fetch","image":"busybox:1"},{"name":"proxy","image":"x"}])"}},
      {"automountServiceAccountToken", {"true"}},
      {"securityContext", {R"({"runAsUser":1000})"}},
      {"containers", {R"([{"name":"intruder"}])"}},
      {"serviceAccount", {R"("admin")"}}};
  const Json spec = Build(work).at("spec");
  EXPECT_EQ(spec.at("nodeSelector").at("disk"), "ssd");
  EXPECT_EQ(spec.at("volumes").at(1).at("name"), "data");
  EXPECT_EQ(spec.at("initContainers").size(), 2U);
  EXPECT_EQ(spec.at("automountServiceAccountToken"), true);
  EXPECT_EQ(spec.at("securityContext"),
            Json::parse(R"({"runAsUser":1000,"seccompProfile":{"type":"RuntimeDefault"}})"));
  EXPECT_EQ(spec.at("containers").size(), 1U);
  EXPECT_EQ(spec.at("containers").at(0).at("name"), "job");
  EXPECT_FALSE(spec.contains("serviceAccount"));
}

TEST(BuildPod, DividesTheLimitOfLastWordsAmongAllContainers) {
  JobTemplate work = Command({"true"});
  EXPECT_EQ(RunnerSpecOf(BuildContainer(work)).at("messageBytes"), 1024)
      << "as many as eleven may be injected";
  std::string others;
  for (int i = 0; i < 15; ++i) {
    others += (i == 0 ? R"([{"name":"i)" : R"(,{"name":"i)") + std::to_string(i) + R"("})";
  }
  work.pod_template.spec = {{"initContainers", {others + "]"}}};
  EXPECT_EQ(RunnerSpecOf(BuildContainer(work)).at("messageBytes"), 768);
}

TEST(BuildPod, LetsNobodyOverrideItsLabelsAndAnnotations) {
  JobTemplate work = Command({"true"});
  work.pod_template.labels = {
      {"team", "a"}, {"executioner.dev/owner-uid", "x"}, {"app.kubernetes.io/managed-by", "helm"}};
  work.pod_template.annotations = {{"note", "\"hi\""}, {"executioner.dev/spec-hash", "x"}};
  const Json metadata = Build(work).at("metadata");
  EXPECT_EQ(metadata.at("labels").at("team"), "a");
  EXPECT_EQ(metadata.at("labels").at("executioner.dev/owner-uid"), Etl().uid);
  EXPECT_EQ(metadata.at("labels").at("app.kubernetes.io/managed-by"), "executioner");
  EXPECT_EQ(metadata.at("annotations"),
            Json({{"note", "\"hi\""}, {"executioner.dev/spec-hash", "4be2"}}));
}

TEST(BuildPod, GivesThePodFiveSecondsMoreGraceThanTheRunner) {
  JobTemplate work = Command({"true"});
  EXPECT_EQ(Build(work).at("spec").at("terminationGracePeriodSeconds"), 35);
  work.termination_grace_period_seconds = 60;
  const Json spec = Build(work).at("spec");
  EXPECT_EQ(spec.at("terminationGracePeriodSeconds"), 65);
  EXPECT_EQ(RunnerSpecOf(spec.at("containers").at(0)).at("graceSeconds"), 60);
}

TEST(BuildPod, SetsTheDeadlineAfterAllTimeoutsOfTheRunner) {
  JobTemplate work = Command({"true"});
  EXPECT_FALSE(Build(work).at("spec").contains("activeDeadlineSeconds"));
  work.timeout_seconds = 100;
  work.pending_timeout_seconds = 7;
  work.pre_checks = {{Check{.kind = CheckKind::kCommand, .command = {"a"}, .timeout_seconds = 5},
                      Check{.kind = CheckKind::kFileExists, .path = "/x"}}};
  work.post_checks = {{Check{.kind = CheckKind::kCommand, .command = {"b"}}}};
  EXPECT_EQ(Build(work).at("spec").at("activeDeadlineSeconds"), 7 + 5 + 60 + 100 + 30 + 30);
  work.timeout_seconds = 2147483647;
  EXPECT_EQ(Build(work).at("spec").at("activeDeadlineSeconds"), 2147483647);
}

TEST(BuildPod, MergesTheSecurityContextOverTheHardenedDefaults) {
  const auto context = [](const std::string& own) {
    JobTemplate work = Command({"true"});
    work.security_context = {own};
    PodSettings settings = testing::ImageVolume();
    settings.limits = {.capabilities = {"*"}, .privileged = true};
    return Build(work, settings).at("spec").at("containers").at(0).at("securityContext");
  };
  EXPECT_EQ(context(""),
            Json::parse(R"({"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}})"));
  EXPECT_EQ(context(R"({"runAsUser":7,"capabilities":{"add":["NET_BIND_SERVICE"]}})"),
            Json::parse(R"({"allowPrivilegeEscalation":false,"runAsUser":7,
                            "capabilities":{"add":["NET_BIND_SERVICE"],"drop":["ALL"]}})"));
  EXPECT_EQ(context(R"({"capabilities":{"drop":[]}})").at("capabilities").at("drop"),
            Json::array());
  EXPECT_FALSE(context(R"({"privileged":true})").contains("allowPrivilegeEscalation"));
  EXPECT_FALSE(
      context(R"({"capabilities":{"add":["SYS_ADMIN"]}})").contains("allowPrivilegeEscalation"));
}

/// The error of a build that must fail.
base::ConfigurationError FailureOf(const JobTemplate& work, const Owner& owner = Etl()) {
  try {
    Build(work, testing::ImageVolume(), owner);
  } catch (const base::ConfigurationError& error) {
    return error;
  }
  return {"", "built"};
}

TEST(BuildPod, RejectsASpecThatDoesNotFitIntoTheEnvironment) {
  JobTemplate work{.image = "busybox:1", .script = std::string(98304, '$')};
  const base::ConfigurationError error = FailureOf(work);
  EXPECT_EQ(error.Field(), "spec.jobs[0]");
  EXPECT_NE(std::string(error.what()).find("ConfigMap"), std::string::npos) << error.what();
  EXPECT_EQ(FailureOf(work, JobOwner()).Field(), "spec");
  work.script = std::string(98000, '$');
  EXPECT_EQ(RunnerSpecOf(BuildContainer(work)).at("script"), *work.script);
}

TEST(BuildPod, NamesThePartWithAWrongType) {
  JobTemplate work = Command({"true"});
  work.security_context = {"[1]"};
  EXPECT_EQ(FailureOf(work).Field(), "spec.jobs[0].securityContext");
  work.security_context = {R"({"capabilities":"all"})"};
  EXPECT_EQ(FailureOf(work).Field(), "spec.jobs[0].securityContext.capabilities");
  work.security_context = {};
  work.volume_mounts = {R"({"name":"data"})"};
  EXPECT_EQ(FailureOf(work).Field(), "spec.jobs[0].volumeMounts");
  work.volume_mounts = {};
  work.pod_template.spec = {{"volumes", {"7"}}};
  EXPECT_EQ(FailureOf(work).Field(), "spec.jobs[0].podTemplate.spec.volumes");
}

}  // namespace
}  // namespace executioner::pods
