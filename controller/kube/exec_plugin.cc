#include "controller/kube/exec_plugin.h"

#include <nlohmann/json.hpp>

#include "controller/base/base64.h"
#include "controller/base/error.h"
#include "controller/kube/child_output.h"
#include "controller/kube/json_value.h"

namespace executioner::kube {

using nlohmann::json;

std::string ExecInfo(const ExecPlugin& plugin, const AccessSettings& settings,
                     const std::string& ca_pem) {
  // Standard input of a controller is not a terminal.
  json spec = {{"interactive", false}};
  if (plugin.provide_cluster_info) {
    json cluster = {{"server", settings.server}};
    if (!settings.tls_server_name.empty()) {
      cluster["tls-server-name"] = settings.tls_server_name;
    }
    if (settings.insecure) {
      cluster["insecure-skip-tls-verify"] = true;
    }
    if (!ca_pem.empty()) {
      cluster["certificate-authority-data"] = base::EncodeBase64(ca_pem);
    }
    if (!settings.proxy.empty()) {
      cluster["proxy-url"] = settings.proxy;
    }
    spec["cluster"] = std::move(cluster);
  }
  return json({{"apiVersion", plugin.api_version},
               {"kind", "ExecCredential"},
               {"spec", std::move(spec)}})
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

ExecCredential ParseExecCredential(const std::string& text, const std::string& api_version) {
  ExecCredential credential;
  std::string kind;
  std::string version;
  std::string expires;
  bool has_status = false;
  const auto read_status = [&](std::string_view status) {
    has_status = ReadObject(status, Member{"token", credential.token},
                            Member{"clientCertificateData", credential.certificate_pem},
                            Member{"clientKeyData", credential.key_pem},
                            Member{"expirationTimestamp", expires});
  };
  const bool is_object = ReadObject(text, Member{"kind", kind}, Member{"apiVersion", version},
                                    Member{"status", read_status});
  if (!is_object || kind != "ExecCredential") {
    throw base::BackendError("did not print an ExecCredential");
  }
  if (version != api_version) {
    throw base::BackendError("answered in version '" + version + "' but was asked for " +
                             api_version);
  }
  if (!has_status) {
    throw base::BackendError("printed an ExecCredential without a status");
  }
  // client-go refuses these too (plugin/pkg/client/auth/exec).
  if (credential.certificate_pem.empty() != credential.key_pem.empty()) {
    throw base::BackendError("must print clientCertificateData and clientKeyData together");
  }
  if (credential.token.empty() && credential.certificate_pem.empty()) {
    throw base::BackendError("printed neither a token nor a client certificate");
  }
  if (!expires.empty()) {
    credential.expires = base::ParseTime(expires);
    if (!credential.expires) {
      throw base::BackendError("printed an invalid expirationTimestamp: " + expires);
    }
  }
  return credential;
}

ExecCredential RunExecPlugin(const AccessSettings& settings, const std::string& ca_pem,
                             Environment environment, std::chrono::milliseconds timeout) {
  const ExecPlugin& plugin = *settings.exec;
  for (const auto& [name, value] : plugin.environment) {
    environment[name] = value;
  }
  environment["KUBERNETES_EXEC_INFO"] = ExecInfo(plugin, settings, ca_pem);
  const auto output = RunForOutput(plugin.command, plugin.arguments, environment, timeout);
  const std::string subject = settings.origin + ": the credential plugin '" + plugin.command + "' ";
  if (!output.problem.empty()) {
    const bool is_missing = output.problem.starts_with("could not be started");
    const bool has_hint = is_missing && !plugin.install_hint.empty();
    throw base::BackendError(subject + output.problem +
                             (has_hint ? "; " + plugin.install_hint : ""));
  }
  try {
    return ParseExecCredential(output.text, plugin.api_version);
  } catch (const base::BackendError& error) {
    throw base::BackendError(subject + error.what());
  }
}

}  // namespace executioner::kube
