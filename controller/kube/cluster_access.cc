#include "controller/kube/cluster_access.h"

#include <chrono>
#include <sstream>
#include <utility>
#include <vector>

#include "controller/base/error.h"
#include "controller/base/url_secrets.h"
#include "controller/kube/exec_plugin.h"
#include "controller/kube/in_cluster.h"
#include "controller/kube/kubeconfig.h"
#include "controller/kube/proxy.h"
#include "controller/kube/reloading_credentials.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {
namespace {

constexpr std::chrono::seconds kPluginTimeout{30};

std::vector<std::filesystem::path> FilesOfVariable(const std::string& list) {
  std::vector<std::filesystem::path> files;
  std::istringstream paths(list);
  for (std::string path; std::getline(paths, path, ':');) {
    // kubectl passes over files that do not exist, too.
    if (!path.empty() && std::filesystem::exists(path)) {
      files.emplace_back(path);
    }
  }
  if (files.empty()) {
    throw base::ConfigurationError("KUBECONFIG", "none of its files exist: " + list);
  }
  return files;
}

AccessSettings FindSettings(const AccessOptions& options, const Environment& environment) {
  if (!options.kubeconfig.empty()) {
    return ReadKubeconfig({options.kubeconfig}, options.context);
  }
  if (const auto list = ValueOf(environment, "KUBECONFIG"); !list.empty()) {
    return ReadKubeconfig(FilesOfVariable(list), options.context);
  }
  if (const auto home = ValueOf(environment, "HOME"); !home.empty()) {
    const auto file = std::filesystem::path(home) / ".kube" / "config";
    if (std::filesystem::exists(file)) {
      return ReadKubeconfig({file}, options.context);
    }
  }
  // After the files: a person who debugs in a pod may bring a kubeconfig.
  if (IsInCluster(environment)) {
    return InClusterSettings(environment);
  }
  throw base::ConfigurationError(
      "kubeconfig",
      "no cluster is configured: there is no --kubeconfig, no KUBECONFIG, no ~/.kube/config, and "
      "this is not a pod; name a kubeconfig with --kubeconfig");
}

}  // namespace

ClusterAccess LoadConfig(const AccessOptions& options, const Environment& environment,
                         const Runtime& runtime) {
  auto settings = FindSettings(options, environment);
  settings.roots_file = ValueOf(environment, "SSL_CERT_FILE");
  settings.roots_dir = ValueOf(environment, "SSL_CERT_DIR");
  // proxy-url of the kubeconfig wins over the environment, as in client-go.
  if (settings.proxy.empty()) {
    settings.proxy = ProxyFor(ParseServerUrl(settings.server, "server"), environment);
  }
  if (settings.insecure) {
    runtime.Log(LogLevel::kWarning,
                "the API server's certificate is not verified: anyone who can intercept the "
                "connection can read the credentials and impersonate the server; remove "
                "insecure-skip-tls-verify and set certificate-authority",
                {{"access", settings.origin}});
  }
  // The user and password in the server's URL are ignored, and must not appear in logs.
  ClusterAccess access{.server = base::WithoutCredentials(settings.server),
                       .proxy = settings.proxy,
                       .namespace_name = settings.namespace_name,
                       .origin = settings.origin};
  auto run_plugin = [settings, environment](const std::string& ca_pem) {
    return RunExecPlugin(settings, ca_pem, environment, kPluginTimeout);
  };
  access.credentials =
      std::make_unique<ReloadingCredentials>(std::move(settings), runtime, std::move(run_plugin));
  return access;
}

}  // namespace executioner::kube
