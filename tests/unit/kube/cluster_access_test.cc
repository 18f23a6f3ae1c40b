#include "controller/kube/cluster_access.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/kube/in_cluster.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/test_pki.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::kube {
namespace {

std::string ConfigOf(const std::string& server) {
  return "current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\n"
         "clusters: [{name: k, cluster: {server: '" +
         server + "'}}]\n";
}

class LoadConfigTest : public testing::Test {
 protected:
  ClusterAccess Load(const AccessOptions& options, Environment environment) {
    environment["SSL_CERT_FILE"] = "/dev/null";  // the system's roots take 50 ms to parse
    const Runtime runtime{.clock = clock_,
                          .log = [this](LogLevel level, std::string_view text, const LogFields&) {
                            warnings_ += level == LogLevel::kWarning ? text : "";
                          }};
    return LoadConfig(options, environment, runtime);
  }

  fakes::ManualClock clock_;
  TemporaryFolder folder_;
  std::string warnings_;
};

TEST_F(LoadConfigTest, UsesTheFlagThenTheVariableThenTheHome) {
  const auto flag = folder_.Write("flag", ConfigOf("https://flag"));
  const auto variable = folder_.Write("variable", ConfigOf("https://variable"));
  folder_.Write(".kube/config", ConfigOf("https://home"));
  const auto home = folder_.Path().string();

  EXPECT_EQ(Load({.kubeconfig = flag}, {{"KUBECONFIG", variable}, {"HOME", home}}).server,
            "https://flag");
  EXPECT_EQ(Load({}, {{"KUBECONFIG", "/absent:" + variable.string()}, {"HOME", home}}).server,
            "https://variable");
  EXPECT_EQ(Load({}, {{"HOME", home}}).server, "https://home");
}

TEST_F(LoadConfigTest, NamesTheSearchedPlacesIfThereIsNothing) {
  EXPECT_THROW(Load({}, {}), base::ConfigurationError);
  EXPECT_THROW(Load({}, {{"KUBECONFIG", "/absent"}}), base::ConfigurationError);
  EXPECT_THROW(Load({.kubeconfig = "/absent"}, {}), base::ConfigurationError);
}

TEST_F(LoadConfigTest, UsesTheProxyOfTheEnvironment) {
  const auto file = folder_.Write("config", ConfigOf("https://api"));
  EXPECT_EQ(Load({.kubeconfig = file}, {{"HTTPS_PROXY", "http://p:1"}}).proxy, "http://p:1");
  EXPECT_EQ(Load({.kubeconfig = file}, {}).proxy, "");
}

TEST_F(LoadConfigTest, KeepsCredentialsOutOfTheServersUrl) {
  const auto file = folder_.Write("config", ConfigOf("https://ann:secret@api:6443/k8s"));
  EXPECT_EQ(Load({.kubeconfig = file}, {}).server, "https://api:6443/k8s");
}

TEST_F(LoadConfigTest, WarnsIfTheServerIsNotVerified) {
  Load({.kubeconfig = folder_.Write("config", ConfigOf("https://api"))}, {});
  EXPECT_EQ(warnings_, "");
  Load({.kubeconfig =
            folder_.Write("config", ConfigOf("https://api', insecure-skip-tls-verify: 'true"))},
       {});
  EXPECT_NE(warnings_.find("certificate is not verified"), std::string::npos) << warnings_;
}

TEST(InCluster, IsDetectedFromTheEnvironment) {
  EXPECT_FALSE(IsInCluster({}));
  EXPECT_FALSE(IsInCluster({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}}));
  EXPECT_TRUE(
      IsInCluster({{"KUBERNETES_SERVICE_HOST", "10.0.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}}));
}

TEST(InCluster, UsesTheServiceAccount) {
  const TemporaryFolder folder;
  folder.Write("token", "secret");
  folder.Write("ca.crt", "pem");
  folder.Write("namespace", "team");

  const auto settings = InClusterSettings(
      {{"KUBERNETES_SERVICE_HOST", "fd00::1"}, {"KUBERNETES_SERVICE_PORT", "443"}}, folder.Path());

  EXPECT_EQ(settings.server, "https://[fd00::1]:443");
  EXPECT_EQ(settings.namespace_name, "team");
  EXPECT_EQ(settings.token.file, folder.Path() / "token");
  EXPECT_EQ(settings.certificate_authority.file, folder.Path() / "ca.crt");
}

TEST(InCluster, ReportsAMissingToken) {
  const TemporaryFolder folder;
  EXPECT_THROW(
      InClusterSettings({{"KUBERNETES_SERVICE_HOST", "::1"}, {"KUBERNETES_SERVICE_PORT", "443"}},
                        folder.Path()),
      base::ConfigurationError);
}

}  // namespace
}  // namespace executioner::kube
