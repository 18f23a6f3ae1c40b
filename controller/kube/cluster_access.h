/// \file
/// From flags and environment to everything a transport needs to reach the API server.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "controller/kube/access_settings.h"
#include "controller/kube/credentials.h"
#include "controller/kube/runtime.h"

namespace executioner::kube {

struct AccessOptions {
  std::filesystem::path kubeconfig = {};  ///< --kubeconfig; empty: look in the usual places
  std::string context = {};               ///< empty: the current-context
};

struct ClusterAccess {
  std::string server = {};          ///< for TransportOptions::server; without user and password
  std::string proxy = {};           ///< for TransportOptions::proxy
  std::string namespace_name = {};  ///< the context's or the pod's; never empty
  std::string origin = {};          ///< for the log: "context 'admin' of /root/.kube/config"
  std::unique_ptr<Credentials> credentials = {};
};

/// Looks, in this order, at `options.kubeconfig`, the files of $KUBECONFIG (those that exist),
/// $HOME/.kube/config and the service account of the pod.
///
/// \param environment  the whole environment: credential plugins get it
/// \param runtime  its clock is borrowed by the credentials; outlives them. Its log gets a warning
///   when the server's certificate is not verified.
/// \throws base::ConfigurationError  when none of them is there, or what is there cannot be used;
///   names file, context and field. A credential plugin is first run by the first request.
/// \par Example
/// auto access = LoadConfig({}, environment, runtime);
/// CpprestTransport transport({.server = access.server, .proxy = access.proxy,
///                             .user_agent = "executioner/0.1.0 (linux/amd64)"},
///                            *access.credentials);
ClusterAccess LoadConfig(const AccessOptions& options, const Environment& environment,
                         const Runtime& runtime);

}  // namespace executioner::kube
