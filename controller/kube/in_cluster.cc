#include "controller/kube/in_cluster.h"

#include "controller/base/error.h"
#include "controller/kube/bounded_file.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {
bool IsInCluster(const Environment& environment) {
  return !ValueOf(environment, "KUBERNETES_SERVICE_HOST").empty() &&
         !ValueOf(environment, "KUBERNETES_SERVICE_PORT").empty();
}

AccessSettings InClusterSettings(const Environment& environment,
                                 const std::filesystem::path& folder) {
  auto host = ValueOf(environment, "KUBERNETES_SERVICE_HOST");
  // The variable holds an IPv6 address without brackets.
  if (host.find(':') != std::string::npos) {
    host = "[" + host + "]";
  }
  AccessSettings settings{
      .origin = "the service account of this pod",
      .server = "https://" + host + ":" + ValueOf(environment, "KUBERNETES_SERVICE_PORT"),
      .namespace_name = "default",
      .certificate_authority = {.file = folder / "ca.crt"},
      .token = {.file = folder / "token"}};
  ParseServerUrl(settings.server, "KUBERNETES_SERVICE_HOST");
  // Read later, but their absence has one cause, which is best named at the start.
  for (const auto& file : {settings.token.file, settings.certificate_authority.file}) {
    if (!std::filesystem::exists(file)) {
      throw base::ConfigurationError(
          "service account", file.string() +
                                 " does not exist; set automountServiceAccountToken of the pod, or "
                                 "name a kubeconfig with --kubeconfig");
    }
  }
  if (const auto file = folder / "namespace"; std::filesystem::exists(file)) {
    settings.namespace_name = ReadSmallFile(file, "service account");
  }
  return settings;
}

}  // namespace executioner::kube
