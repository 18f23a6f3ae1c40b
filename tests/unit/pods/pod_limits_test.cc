#include "controller/adapters/pods/pod_limits.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/pods/pod_fixture.h"

namespace executioner::pods {
namespace {

using domain::JobTemplate;
using testing::Build;
using testing::Etl;

JobTemplate Command() {
  return {.image = "busybox:1", .command = std::vector<std::string>{"true"}};
}

/// A job with this field of podTemplate.spec.
JobTemplate With(const std::string& field, const std::string& value) {
  JobTemplate work = Command();
  work.pod_template.spec = {{field, {value}}};
  return work;
}

JobTemplate WithContext(const std::string& context) {
  JobTemplate work = Command();
  work.security_context = {context};
  return work;
}

/// How the pod of a job is refused; "built" when it is not.
std::string Refusal(const JobTemplate& work, const PodLimits& limits = {},
                    RunnerInjection injection = RunnerInjection::kImageVolume) {
  PodSettings settings = testing::ImageVolume();
  settings.limits = limits;
  settings.injection = injection;
  try {
    Build(work, settings);
  } catch (const base::ConfigurationError& error) {
    return error.what();
  }
  return "built";
}

constexpr const char* kPrivilegedInit =
    R"([{"name":"a","image":"i"},{"name":"b","image":"i","securityContext":{"privileged":true}}])";

struct Excess {
  JobTemplate work;
  std::string field;  ///< below spec.jobs[0]
  std::string flag;
  PodLimits allowing;
};

std::vector<Excess> Excesses() {
  const PodLimits privileged{.privileged = true};
  const PodLimits ports{.host_ports = true};
  const PodLimits capabilities{.capabilities = {"CHOWN", "SYS_ADMIN", "NET_ADMIN", "ALL"}};
  const std::string pod = "podTemplate.spec.";
  return {
      {With("volumes", R"([{"name":"a","emptyDir":{}},{"name":"b","hostPath":{"path":"/"}}])"),
       pod + "volumes[1].hostPath",
       "--allowed-volume-types",
       {.volume_types = {"hostPath"}}},
      {With("volumes", R"([{"name":"a","gitRepo":{"repository":"r"}}])"),
       pod + "volumes[0].gitRepo",
       "--allowed-volume-types",
       {.volume_types = {"*"}}},
      {With("volumes", R"([{"name":"a","ofTheFuture":{}}])"),
       pod + "volumes[0].ofTheFuture",
       "--allowed-volume-types",
       {.volume_types = {"*"}}},
      {With("volumes", R"([{"name":"executioner-runner","hostPath":{"path":"/"}}])"),
       pod + "volumes[0].hostPath",
       "--allowed-volume-types",
       {.volume_types = {"*"}}},
      {With("initContainers",
            R"([{"name":"a","image":"i","ports":[{"hostPort":0},{"hostPort":80}]}])"),
       pod + "initContainers[0].ports[1].hostPort", "--allow-host-ports", ports},
      {With("hostNetwork", "true"),
       pod + "hostNetwork",
       "--allow-host-network",
       {.host_network = true}},
      {With("initContainers", kPrivilegedInit),
       pod + "initContainers[1].securityContext.privileged", "--allow-privileged", privileged},
      {With("securityContext", R"({"windowsOptions":{"hostProcess":true}})"),
       pod + "securityContext.windowsOptions.hostProcess", "--allow-privileged", privileged},
      {WithContext(R"({"privileged":true})"), "securityContext.privileged", "--allow-privileged",
       privileged},
      {WithContext(R"({"procMount":"Unmasked"})"), "securityContext.procMount",
       "--allow-privileged", privileged},
      {WithContext(R"({"capabilities":{"add":["CHOWN","SYS_ADMIN"]}})"),
       "securityContext.capabilities.add[1]", "--allowed-capabilities", capabilities},
      {WithContext(R"({"capabilities":{"add":["cap_net_admin"]}})"),
       "securityContext.capabilities.add[0]", "--allowed-capabilities", capabilities},
      {WithContext(R"({"capabilities":{"add":["ALL"]}})"), "securityContext.capabilities.add[0]",
       "--allowed-capabilities", capabilities},
  };
}

TEST(PodLimits, RejectNodeAccessAndNameTheFieldAndTheFlag) {
  for (const Excess& excess : Excesses()) {
    const std::string refusal = Refusal(excess.work);
    EXPECT_TRUE(refusal.starts_with("spec.jobs[0]." + excess.field + ": ")) << refusal;
    EXPECT_NE(refusal.find(excess.flag), std::string::npos) << refusal;
  }
}

TEST(PodLimits, AllowFieldsThatTheOperatorAllows) {
  for (const Excess& excess : Excesses()) {
    EXPECT_EQ(Refusal(excess.work, excess.allowing), "built") << excess.field;
  }
}

TEST(PodLimits, NameTheUsersFieldsForEachInjection) {
  JobTemplate work = With("initContainers", kPrivilegedInit);
  work.script = "true";
  work.command.reset();
  EXPECT_TRUE(Refusal(work, {}, RunnerInjection::kInitContainer)
                  .starts_with("spec.jobs[0].podTemplate.spec.initContainers[1]."));
}

TEST(PodLimits, NeverForbidTheRunner) {
  JobTemplate work{.image = "busybox:1", .script = "true"};
  const PodLimits strict{.volume_types = {}, .capabilities = {}, .forbidden_metadata = {""}};
  EXPECT_EQ(Refusal(work, strict), "built");
  EXPECT_EQ(Refusal(work, strict, RunnerInjection::kInitContainer), "built");
}

TEST(PodLimits, AllowByDefaultFieldsWithoutNodeAccess) {
  for (const char* volume : {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image",
                             "nfs", "persistentVolumeClaim", "projected", "secret"}) {
    EXPECT_EQ(Refusal(With("volumes", R"([{"name":"a",")" + std::string(volume) + "\":{}}]")),
              "built")
        << volume;
  }
  EXPECT_EQ(Refusal(With("volumes", R"([{"name":"a"}])")), "built");
  EXPECT_EQ(Refusal(With("hostNetwork", "false")), "built");
  EXPECT_EQ(Refusal(WithContext(R"({"privileged":false,"procMount":"Default","runAsUser":0,
                                    "capabilities":{"add":["NET_BIND_SERVICE"]}})")),
            "built");
}

TEST(PodLimits, ForbidLabelsAndAnnotationsByTheirPrefix) {
  const PodLimits limits{.forbidden_metadata = {"azure.workload.identity/", "vault."}};
  JobTemplate work = Command();
  work.pod_template.labels = {{"azure.workload.identity/use", "true"}};
  EXPECT_EQ(Refusal(work), "built");
  const std::string label = Refusal(work, limits);
  EXPECT_TRUE(
      label.starts_with("spec.jobs[0].podTemplate.metadata.labels[azure.workload.identity/use]: "))
      << label;
  EXPECT_NE(label.find("--forbidden-metadata-prefixes"), std::string::npos) << label;
  work.pod_template.labels = {{"team", "a"}};
  EXPECT_EQ(Refusal(work, limits), "built");
  work.pod_template.annotations = {{"vault.hashicorp.com/agent-inject", "true"}};
  EXPECT_TRUE(Refusal(work, limits).starts_with("spec.jobs[0].podTemplate.metadata.annotations["));
}

TEST(PodLimits, ForbidTheNodesProcessesEvenWithoutATemplateField) {
  for (const char* pod : {R"({"spec":{"hostPID":true}})", R"({"spec":{"hostIPC":true}})"}) {
    EXPECT_THROW(CheckLimits(pod, {}, {.place = "spec"}), base::ConfigurationError) << pod;
    EXPECT_NO_THROW(CheckLimits(pod, {.privileged = true}, {.place = "spec"})) << pod;
  }
}

TEST(PodLimits, RejectFieldsThatCannotBeParsed) {
  EXPECT_THROW(CheckLimits("{", {}, {.place = "spec"}), base::ConfigurationError);
}

}  // namespace
}  // namespace executioner::pods
