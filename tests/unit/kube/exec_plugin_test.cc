#include "controller/kube/exec_plugin.h"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "controller/base/descriptor.h"
#include "controller/base/error.h"
#include "controller/kube/child_output.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;

const std::string kV1 = "client.authentication.k8s.io/v1";
const Environment kEnvironment{{"PATH", "/usr/bin:/bin"}, {"COLOUR", "blue"}};

ChildOutput Shell(const std::string& script, std::chrono::milliseconds timeout = 60s) {
  return RunForOutput("sh", {"-c", script}, kEnvironment, timeout);
}

TEST(ChildOutput, ContainsWhatTheProgramPrints) {
  const auto output = Shell("printf 'a\\nb'; exit 0");
  EXPECT_EQ(output.text, "a\nb");
  EXPECT_EQ(output.problem, "");
}

TEST(ChildOutput, SeesOnlyTheGivenEnvironment) {
  EXPECT_EQ(Shell("echo $COLOUR$HOME").text, "blue\n");
}

TEST(ChildOutput, MayBeLongerThanAPipe) {
  EXPECT_EQ(Shell("head -c 300000 /dev/zero").text.size(), 300000U);
}

TEST(ChildOutput, IsCutAtTheLimit) {
  EXPECT_EQ(Shell("head -c 3000000 /dev/zero").text.size(), std::size_t{1} << 20U);
}

TEST(ChildOutput, ReportsHowTheProgramFailed) {
  EXPECT_EQ(Shell("exit 3").problem, "exited with code 3");
  EXPECT_EQ(Shell("kill -9 $$").problem, "was killed by signal 9");
  EXPECT_EQ(RunForOutput("/no/such/program", {}, {}, 60s).problem,
            "could not be started: No such file or directory");
}

TEST(ChildOutput, IsNeverThatOfAProgramInTheWorkingDirectory) {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.Write("evil-auth", "#!/bin/sh\necho evil\n"),
                               std::filesystem::perms::owner_all);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.Path());
  for (const Environment& environment :
       {Environment{{"PATH", "/usr/bin:/bin"}}, Environment{{"PATH", ":/bin"}},
        Environment{{"PATH", "."}}, Environment{{"PATH", ""}}, Environment{}}) {
    const auto output = RunForOutput("evil-auth", {}, environment, 60s);
    EXPECT_EQ(output.text, "");
    EXPECT_EQ(output.problem, "could not be started: it is in no absolute folder of PATH");
  }
  EXPECT_EQ(RunForOutput("./evil-auth", {}, {}, 60s).text, "evil\n") << "a path is a path";
  std::filesystem::current_path(before);
}

TEST(ChildOutput, ComesFromAProgramWithoutOurConnections) {
  const base::Descriptor connection(socket(AF_UNIX, SOCK_STREAM, 0));
  const base::Descriptor file(open("/etc/passwd", O_RDONLY));
  EXPECT_EQ(Shell("cd /proc/self/fd; echo *").text, "0 1 2 3\n") << "3 is the folder itself";
}

TEST(ChildOutput, DoesNotWaitForBackgroundProcesses) {
  EXPECT_EQ(Shell("echo done; sleep 600 & exit 0").text, "done\n");
}

TEST(ChildOutput, KillsAProgramThatHangs) {
  EXPECT_EQ(Shell("trap '' TERM; sleep 600", 50ms).problem, "did not exit within 50 ms");
  EXPECT_EQ(Shell("exec >&-; sleep 600", 50ms).problem, "did not exit within 50 ms");
}

AccessSettings Using(const ExecPlugin& plugin) {
  return {.origin = "context 'c' of config",
          .server = "https://api:6443",
          .tls_server_name = "kubernetes",
          .exec = plugin};
}

std::string FailureOf(const ExecPlugin& plugin) {
  try {
    RunExecPlugin(Using(plugin), "", kEnvironment, 60s);
    return "";
  } catch (const base::BackendError& error) {
    return error.what();
  }
}

TEST(ExecPlugin, PassesClusterInformationToThePlugin) {
  const ExecPlugin silent{.api_version = kV1};
  EXPECT_EQ(ExecInfo(silent, Using(silent), "ca"),
            R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
            R"("spec":{"interactive":false}})");
  const ExecPlugin curious{.api_version = kV1, .provide_cluster_info = true};
  EXPECT_EQ(ExecInfo(curious, Using(curious), "ca"),
            R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
            R"("spec":{"cluster":{"certificate-authority-data":"Y2E=",)"
            R"("server":"https://api:6443","tls-server-name":"kubernetes"},"interactive":false}})");
}

TEST(ExecPlugin, ReturnsTheTokenThatThePluginPrints) {
  const ExecPlugin plugin{.api_version = kV1,
                          .command = "sh",
                          .arguments = {"-c", R"(case "$KUBERNETES_EXEC_INFO" in *ExecCredential*)
          echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",'
          echo '"status":{"token":"'$WORD-$COLOUR'","expirationTimestamp":"2026-01-01T00:00:00Z"}}'
          esac)"},
                          .environment = {{"WORD", "open"}}};

  const auto credential = RunExecPlugin(Using(plugin), "", kEnvironment, 60s);

  EXPECT_EQ(credential.token, "open-blue");
  EXPECT_EQ(credential.expires, base::ParseTime("2026-01-01T00:00:00Z"));
}

TEST(ExecPlugin, ReportsFailuresAndHowToInstallThePlugin) {
  EXPECT_EQ(
      FailureOf({.api_version = kV1,
                 .command = "/no/such/login",
                 .install_hint = "install it with 'apt install login'"}),
      "context 'c' of config: the credential plugin '/no/such/login' could not be started: No "
      "such file or directory; install it with 'apt install login'");
  EXPECT_EQ(FailureOf({.api_version = kV1, .command = "false"}),
            "context 'c' of config: the credential plugin 'false' exited with code 1");
  EXPECT_EQ(FailureOf({.api_version = kV1, .command = "echo", .arguments = {"hello"}}),
            "context 'c' of config: the credential plugin 'echo' did not print an ExecCredential");
}

std::string RefusalOf(const std::string& status, const std::string& version = kV1) {
  try {
    ParseExecCredential(
        R"({"kind":"ExecCredential","apiVersion":")" + version + R"(","status":)" + status + "}",
        kV1);
    return "";
  } catch (const base::BackendError& error) {
    return error.what();
  }
}

TEST(ExecPlugin, RejectsOutputThatIsNotACredential) {
  EXPECT_EQ(RefusalOf(R"({"token":"t"})"), "");
  EXPECT_EQ(RefusalOf(R"({"clientCertificateData":"c","clientKeyData":"k"})"), "");
  EXPECT_NE(RefusalOf(R"({"token":"t"})", "client.authentication.k8s.io/v1beta1"), "");
  EXPECT_NE(RefusalOf("null"), "");
  EXPECT_NE(RefusalOf("{}"), "");
  EXPECT_NE(RefusalOf(R"({"token":7})"), "");
  EXPECT_NE(RefusalOf(R"({"clientKeyData":"k","token":"t"})"), "");
  EXPECT_NE(RefusalOf(R"({"token":"t","expirationTimestamp":"soon"})"), "");
}

}  // namespace
}  // namespace executioner::kube
