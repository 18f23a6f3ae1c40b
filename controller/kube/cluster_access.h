/// \file
/// Determines from flags and environment how a transport reaches the API server.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "controller/kube/access_settings.h"
#include "controller/kube/credentials.h"
#include "controller/kube/runtime.h"

namespace executioner::kube {

struct AccessOptions {
  std::filesystem::path kubeconfig = {};  ///< --kubeconfig; empty: use the default locations
  std::string context = {};               ///< empty: the current-context
};

struct ClusterAccess {
  std::string server = {};          ///< for TransportOptions::server; without user and password
  std::string proxy = {};           ///< for TransportOptions::proxy
  std::string namespace_name = {};  ///< the context's or the pod's; never empty
  std::string origin = {};          ///< for the log: "context 'admin' of /root/.kube/config"
  std::unique_ptr<Credentials> credentials = {};
};

/// Uses the first that exists of: `options.kubeconfig`, the existing files of $KUBECONFIG,
/// $HOME/.kube/config, the service account of the pod.
///
/// \param environment  the complete environment, which is passed to credential plugins
/// \param runtime  its clock is borrowed by the credentials; outlives them. A warning is logged if
/// the server's certificate is not verified. \throws base::ConfigurationError  if none of them
/// exists, or one cannot be used; names file, context and field. The first request runs the
/// credential plugin. \par Example auto access = LoadConfig({}, environment, runtime);
/// CpprestTransport transport({.server = access.server, .proxy = access.proxy,
///                             .user_agent = "executioner/0.1.0 (linux/amd64)"},
///                            *access.credentials);
ClusterAccess LoadConfig(const AccessOptions& options, const Environment& environment,
                         const Runtime& runtime);

}  // namespace executioner::kube
