/// \file
/// Credential plugins: their input and output (client.authentication.k8s.io/v1, client-go
/// plugin/pkg/client/auth/exec).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "controller/base/time.h"
#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// The output of a plugin: a token, a certificate with its key, or all three.
struct ExecCredential {
  std::string token = {};
  std::string certificate_pem = {};
  std::string key_pem = {};
  std::optional<base::TimePoint> expires = {};  ///< nothing: valid until the server rejects it
};

/// Returns the value of KUBERNETES_EXEC_INFO, without the cluster's `config` extension.
///
/// \param ca_pem  the roots, for plugins that request cluster information
std::string ExecInfo(const ExecPlugin& plugin, const AccessSettings& settings,
                     const std::string& ca_pem);

/// Reads the output of a plugin.
/// \throws base::BackendError  if it is not an ExecCredential of `api_version` that contains a
/// credential
ExecCredential ParseExecCredential(const std::string& text, const std::string& api_version);

/// Runs the plugin; blocks until `timeout` at most.
/// \throws base::BackendError  if it fails; the message says how to install a missing plugin
ExecCredential RunExecPlugin(const AccessSettings& settings, const std::string& ca_pem,
                             Environment environment, std::chrono::milliseconds timeout);

}  // namespace executioner::kube
