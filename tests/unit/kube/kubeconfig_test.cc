#include "controller/kube/kubeconfig.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::kube {
namespace {

/// A whole kubeconfig whose cluster and user have these fields.
std::string Config(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: main\n"
         "contexts:\n- name: main\n  context: {cluster: one, user: admin, namespace: team}\n"
         "clusters:\n- name: one\n  cluster: {" +
         cluster + "}\nusers:\n- name: admin\n  user: {" + user + "}\n";
}

const std::string kServer = "server: 'https://10.0.0.1:6443'";

class Kubeconfig : public testing::Test {
 protected:
  AccessSettings Read(const std::string& text, const std::string& context = "") {
    return ReadKubeconfig({folder_.Write("config", text)}, context);
  }

  std::string ErrorOf(const std::string& text) {
    try {
      Read(text);
      return "";
    } catch (const base::ConfigurationError& error) {
      std::string what = error.what();
      const auto path = (folder_.Path() / "config").string();
      const auto at = what.find(path);
      return at == std::string::npos ? what : what.replace(at, path.size(), "FILE");
    }
  }

  TemporaryFolder folder_;
};

TEST_F(Kubeconfig, ReadsTheCurrentContext) {
  const auto settings =
      Read(Config(kServer + ", certificate-authority-data: Y2E=, tls-server-name: kubernetes",
                  "client-certificate-data: Y2VydA==, client-key-data: 'a2V5', token: secret"));

  EXPECT_EQ(settings.server, "https://10.0.0.1:6443");
  EXPECT_EQ(settings.namespace_name, "team");
  EXPECT_EQ(settings.origin, "context 'main' of " + (folder_.Path() / "config").string());
  EXPECT_EQ(settings.certificate_authority.text, "ca");
  EXPECT_EQ(settings.tls_server_name, "kubernetes");
  EXPECT_EQ(settings.client_certificate.text, "cert");
  EXPECT_EQ(settings.client_key.text, "key");
  EXPECT_EQ(settings.token.text, "secret");
  EXPECT_FALSE(settings.insecure);
}

TEST_F(Kubeconfig, PrefersDataToFilesAndATokenFileToAToken) {
  const auto settings =
      Read(Config(kServer + ", certificate-authority: ca.crt, certificate-authority-data: Y2E=",
                  "token: old, tokenFile: /run/token"));

  EXPECT_EQ(settings.certificate_authority.text, "ca");
  EXPECT_FALSE(settings.certificate_authority.IsFile());
  EXPECT_EQ(settings.token.file, "/run/token");
  EXPECT_TRUE(settings.token.IsFile());
}

TEST_F(Kubeconfig, ResolvesRelativePathsAgainstTheFile) {
  const auto settings = Read(Config(kServer + ", certificate-authority: pki/ca.crt",
                                    "exec: {apiVersion: client.authentication.k8s.io/v1, "
                                    "command: ./bin/login, args: [-a, b]}"));

  EXPECT_EQ(settings.certificate_authority.file, folder_.Path() / "pki/ca.crt");
  EXPECT_EQ(settings.exec->command, (folder_.Path() / "./bin/login").string());
  EXPECT_EQ(settings.exec->arguments, (std::vector<std::string>{"-a", "b"}));
}

TEST_F(Kubeconfig, PrefersTheFirstFile) {
  const auto first = folder_.Write("first",
                                   "current-context: x\ncontexts:\n- name: x\n  context: {cluster: "
                                   "one, user: admin}\nclusters:\nusers: []\n");
  const auto second = folder_.Write("second", Config(kServer, "token: second"));
  const auto third = folder_.Write("third", Config("server: 'https://third'", "token: third"));

  const auto settings = ReadKubeconfig({first, second, third}, "");

  EXPECT_EQ(settings.server, "https://10.0.0.1:6443");
  EXPECT_EQ(settings.token.text, "second");
  EXPECT_EQ(settings.namespace_name, "default");
  EXPECT_EQ(ReadKubeconfig({first, second}, "main").namespace_name, "team");
}

TEST_F(Kubeconfig, ReadsImpersonation) {
  const auto settings = Read(Config(
      kServer,
      "as: jane, as-uid: u1, as-groups: [dev, ops], as-user-extra: {'example.com/a b': [x, y]}"));

  EXPECT_EQ(settings.impersonation, (Headers{{"Impersonate-User", "jane"},
                                             {"Impersonate-Uid", "u1"},
                                             {"Impersonate-Group", "dev"},
                                             {"Impersonate-Group", "ops"},
                                             {"Impersonate-Extra-example.com%2Fa%20b", "x"},
                                             {"Impersonate-Extra-example.com%2Fa%20b", "y"}}));
}

TEST_F(Kubeconfig, ReadsJsonToo) {
  const auto settings =
      Read(R"({"current-context":"c","contexts":[{"name":"c","context":{"cluster":"k"}}],)"
           R"("clusters":[{"name":"k","cluster":{"server":"http://localhost:8080"}}]})");
  EXPECT_EQ(settings.server, "http://localhost:8080");
}

TEST_F(Kubeconfig, ReportsWhatIsWrongWhereAndWhatToDo) {
  const auto text = [](const std::string& cluster, const std::string& user) {
    return Config(cluster, user);
  };
  EXPECT_EQ(ErrorOf(text(kServer, "auth-provider: {name: oidc}")),
            "FILE: users['admin'].user.auth-provider: was removed from Kubernetes; use a "
            "credential plugin (exec) instead");
  EXPECT_EQ(ErrorOf(text("server: 10.0.0.1", "")),
            "FILE: clusters['one'].cluster.server: '10.0.0.1' has no scheme; write it as "
            "https://host:port");
  EXPECT_EQ(ErrorOf(text(kServer + ", proxy-url: 'socks5://p:1080'", "")),
            "FILE: clusters['one'].cluster.proxy-url: only http:// proxies are supported, "
            "not socks5:// or https://");
  EXPECT_EQ(ErrorOf(text(kServer + ", insecure-skip-tls-verify: yes", "")),
            "FILE: clusters['one'].cluster.insecure-skip-tls-verify: 'yes' must be true or false");
  EXPECT_EQ(ErrorOf(text(kServer + ", certificate-authority-data: '***'", "")),
            "FILE: clusters['one'].cluster.certificate-authority-data: is not base64");
  EXPECT_EQ(ErrorOf(text(kServer, "token: [a]")),
            "FILE: users['admin'].user.token: must be a text");
  EXPECT_EQ(ErrorOf("contexts: []\n"),
            "FILE: current-context: is not set; choose a context with 'kubectl config use-context "
            "NAME'");
  EXPECT_EQ(ErrorOf("current-context: a\ncontexts:\n- name: b\n- name: c\n"),
            "FILE: contexts: there is no context 'a'; the list has: b, c");
  EXPECT_EQ(ErrorOf("a: [\n").substr(0, 18), "FILE: is not YAML:");
  EXPECT_EQ(ErrorOf("just text"), "FILE: is not a kubeconfig: it must be one YAML mapping");
  EXPECT_EQ(ErrorOf(", a: b}\n"), "FILE: is not a kubeconfig: it must be one YAML mapping");
  EXPECT_EQ(ErrorOf("x: " + std::string(1U << 20U, 'y')), "kubeconfig: FILE has more than 1 MiB");
}

TEST_F(Kubeconfig, RejectsUnsupportedFields) {
  const auto field = [&](const std::string& cluster, const std::string& user) {
    const auto what = ErrorOf(Config(cluster, user));
    const auto from = what.find('\'') == std::string::npos ? 0 : what.rfind("].") + 2;
    return what.substr(from, what.find(": ", from) - from);
  };
  const std::string exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, ";
  EXPECT_EQ(field(kServer, "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}"),
            "user.exec.apiVersion");
  EXPECT_EQ(field(kServer, "exec: {apiVersion: client.authentication.k8s.io/v1}"),
            "user.exec.command");
  EXPECT_EQ(field(kServer, exec + "interactiveMode: Always}"), "user.exec.interactiveMode");
  EXPECT_EQ(field(kServer, "token: a, username: b"), "user.token");
  EXPECT_EQ(field(kServer, "as-groups: [dev]"), "user.as");
  EXPECT_EQ(field(kServer, "as: \"a\\nAuthorization: x\""), "user.as");
  EXPECT_EQ(field("server: 'ftp://x'", ""), "cluster.server");
  EXPECT_EQ(field(kServer + ", certificate-authority: a, insecure-skip-tls-verify: true", ""),
            "cluster.insecure-skip-tls-verify");
}

TEST_F(Kubeconfig, NamesAFileThatCannotBeRead) {
  EXPECT_THROW(ReadKubeconfig({folder_.Path() / "absent"}, ""), base::ConfigurationError);
  EXPECT_THROW(ReadKubeconfig({folder_.Path()}, ""), base::ConfigurationError);
}

}  // namespace
}  // namespace executioner::kube
