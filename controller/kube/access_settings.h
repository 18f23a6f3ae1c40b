/// \file
/// How to reach an API server and authenticate to it. Plain data, read from a kubeconfig or from
/// the service account of a pod.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/kube/credentials.h"

namespace executioner::kube {

/// The environment of the process, read by main. Nothing here calls getenv().
using Environment = std::map<std::string, std::string>;

/// \return the variable's value; "" if it is not set
inline std::string ValueOf(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

/// A text that was given directly, or a file that is read again when it changes. The text takes
/// precedence.
struct TextSource {
  std::string text = {};
  std::filesystem::path file = {};

  bool IsGiven() const { return !text.empty() || !file.empty(); }

  bool IsFile() const { return text.empty() && !file.empty(); }
};

/// A credential plugin (client.authentication.k8s.io): a program that prints credentials.
struct ExecPlugin {
  std::string api_version = {};
  std::string command = {};  ///< a path, or a name without a slash that is looked up in PATH
  std::vector<std::string> arguments = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::string install_hint = {};
  bool provide_cluster_info = false;
};

struct AccessSettings {
  std::string origin = {};          ///< for messages: "context 'admin' of /root/.kube/config"
  std::string server = {};          ///< base URL, checked; see ParseServerUrl()
  std::string proxy = {};           ///< URL of an http proxy; empty: none
  std::string namespace_name = {};  ///< never empty
  std::string tls_server_name = {};
  bool insecure = false;
  TextSource certificate_authority = {};
  std::string roots_file = {};  ///< the system's roots; see TlsSettings
  std::string roots_dir = {};
  TextSource client_certificate = {};
  TextSource client_key = {};
  TextSource token = {};
  std::string username = {};
  std::string password = {};
  std::optional<ExecPlugin> exec = {};
  Headers impersonation = {};
};

}  // namespace executioner::kube
