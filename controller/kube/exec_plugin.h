/// \file
/// Credential plugins: what they are told and what they answer (client.authentication.k8s.io/v1,
/// client-go plugin/pkg/client/auth/exec).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "controller/base/time.h"
#include "controller/kube/access_settings.h"

namespace executioner::kube {

/// What a plugin answered: a token, or a certificate with its key, or all three.
struct ExecCredential {
  std::string token = {};
  std::string certificate_pem = {};
  std::string key_pem = {};
  std::optional<base::TimePoint> expires = {};  ///< nothing: good until the server refuses it
};

/// The text for KUBERNETES_EXEC_INFO. The cluster's `config` extension is not passed on.
///
/// \param ca_pem  the roots, for plugins that ask for the cluster
std::string ExecInfo(const ExecPlugin& plugin, const AccessSettings& settings,
                     const std::string& ca_pem);

/// Reads a plugin's answer.
/// \throws base::BackendError  when it is not an ExecCredential of `api_version` that holds one
ExecCredential ParseExecCredential(const std::string& text, const std::string& api_version);

/// Runs the plugin; blocks, for `timeout` at most.
/// \throws base::BackendError  when it fails; says how to install it when it is missing
ExecCredential RunExecPlugin(const AccessSettings& settings, const std::string& ca_pem,
                             Environment environment, std::chrono::milliseconds timeout);

}  // namespace executioner::kube
