#include "controller/kube/kubeconfig.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

#include "controller/base/error.h"
#include "controller/kube/kubeconfig_fields.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {
namespace {

using Files = std::vector<KubeconfigFields>;

/// The first entry of that name, e.g. the `user` in `users[name=...]`.
KubeconfigFields Entry(const Files& files, const std::string& list, const std::string& kind,
                       const std::string& name) {
  std::string known;
  for (const auto& file : files) {
    for (const auto& entry : file.List(list)) {
      if (entry.Text("name") == name) {
        return entry.Fields(kind);
      }
      known += (known.empty() ? "" : ", ") + entry.Text("name");
    }
  }
  throw base::ConfigurationError(
      files.front().Where(list),
      "there is no " + kind + " '" + name + "'; " +
          (known.empty() ? "the list is empty" : "the list has: " + known));
}

std::string CurrentContext(const Files& files) {
  for (const auto& file : files) {
    if (auto name = file.Text("current-context"); !name.empty()) {
      return name;
    }
  }
  throw base::ConfigurationError(
      files.front().Where("current-context"),
      "is not set; choose a context with 'kubectl config use-context NAME'");
}

void ReadCluster(const KubeconfigFields& cluster, AccessSettings& settings) {
  settings.server = cluster.Text("server");
  const auto url = ParseServerUrl(settings.server, cluster.Where("server"));
  if (url.scheme != "https" && url.scheme != "http") {
    throw base::ConfigurationError(cluster.Where("server"), "must start with https:// or http://");
  }
  settings.tls_server_name = cluster.Text("tls-server-name");
  settings.insecure = cluster.Flag("insecure-skip-tls-verify");
  settings.certificate_authority = cluster.Source("certificate-authority");
  if (settings.insecure && settings.certificate_authority.IsGiven()) {
    throw base::ConfigurationError(
        cluster.Where("insecure-skip-tls-verify"),
        "is true although a certificate-authority is given; remove one of the two");
  }
  settings.proxy = cluster.Text("proxy-url");
  if (!settings.proxy.empty() &&
      ParseServerUrl(settings.proxy, cluster.Where("proxy-url")).scheme != "http") {
    throw base::ConfigurationError(
        cluster.Where("proxy-url"),
        "only proxies spoken to in http:// are supported, not socks5:// or https://");
  }
}

ExecPlugin ReadExec(const KubeconfigFields& exec) {
  ExecPlugin plugin{.api_version = exec.Text("apiVersion"),
                    .command = exec.Text("command"),
                    .arguments = exec.Texts("args"),
                    .install_hint = exec.Text("installHint"),
                    .provide_cluster_info = exec.Flag("provideClusterInfo")};
  if (plugin.api_version != "client.authentication.k8s.io/v1" &&
      plugin.api_version != "client.authentication.k8s.io/v1beta1") {
    throw base::ConfigurationError(exec.Where("apiVersion"),
                                   "'" + plugin.api_version +
                                       "' is not supported; update the plugin to "
                                       "client.authentication.k8s.io/v1 or v1beta1");
  }
  if (plugin.command.empty()) {
    throw base::ConfigurationError(exec.Where("command"), "must name a program");
  }
  if (exec.Text("interactiveMode") == "Always") {
    throw base::ConfigurationError(
        exec.Where("interactiveMode"),
        "the plugin needs a terminal, which a controller has not; use another user");
  }
  if (plugin.command.find('/') != std::string::npos) {
    plugin.command = exec.Resolve(plugin.command).string();
  }
  for (const auto& variable : exec.List("env")) {
    plugin.environment.emplace_back(variable.Text("name"), variable.Text("value"));
  }
  return plugin;
}

/// As client-go does: what may not stand in a header's name goes percent-encoded.
std::string EscapeHeaderKey(const std::string& key) {
  constexpr std::string_view kAllowed = "!#$&'*+-.^_`|~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || kAllowed.find(c) != std::string_view::npos) {
      escaped += c;
    } else {
      escaped += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  return escaped;
}

Headers ReadImpersonation(const KubeconfigFields& user) {
  Headers headers;
  if (auto name = user.Text("as"); !name.empty()) {
    headers.emplace_back("Impersonate-User", name);
  }
  if (auto uid = user.Text("as-uid"); !uid.empty()) {
    headers.emplace_back("Impersonate-Uid", uid);
  }
  for (const auto& group : user.Texts("as-groups")) {
    headers.emplace_back("Impersonate-Group", group);
  }
  const auto extra = user.Fields("as-user-extra");
  for (const auto& key : extra.Names()) {
    for (const auto& value : extra.Texts(key)) {
      headers.emplace_back("Impersonate-Extra-" + EscapeHeaderKey(key), value);
    }
  }
  if (!headers.empty() && headers.front().first != "Impersonate-User") {
    throw base::ConfigurationError(user.Where("as"), "must be set when other as-* fields are");
  }
  for (const auto& [name, value] : headers) {
    if (std::ranges::any_of(value, [](unsigned char c) { return std::iscntrl(c) != 0; })) {
      throw base::ConfigurationError(user.Where("as"), "holds a control character");
    }
  }
  return headers;
}

void ReadUser(const KubeconfigFields& user, AccessSettings& settings) {
  if (user.Has("auth-provider")) {
    throw base::ConfigurationError(
        user.Where("auth-provider"),
        "was removed from Kubernetes; use a credential plugin (exec) instead");
  }
  settings.client_certificate = user.Source("client-certificate");
  settings.client_key = user.Source("client-key");
  settings.token.text = user.Text("token");
  if (const auto file = user.Text("tokenFile"); !file.empty()) {
    settings.token = {.file = user.Resolve(file)};
  }
  settings.username = user.Text("username");
  settings.password = user.Text("password");
  if (settings.token.IsGiven() && !settings.username.empty()) {
    throw base::ConfigurationError(user.Where("token"),
                                   "is given beside username; remove one of the two");
  }
  if (user.Has("exec")) {
    settings.exec = ReadExec(user.Fields("exec"));
  }
  settings.impersonation = ReadImpersonation(user);
}

}  // namespace

AccessSettings ReadKubeconfig(const std::vector<std::filesystem::path>& files,
                              const std::string& context) {
  const Files parsed(files.begin(), files.end());
  const auto name = context.empty() ? CurrentContext(parsed) : context;
  const auto chosen = Entry(parsed, "contexts", "context", name);
  AccessSettings settings{.origin = "context '" + name + "' of " + chosen.File().string(),
                          .namespace_name = chosen.Text("namespace")};
  if (settings.namespace_name.empty()) {
    settings.namespace_name = "default";
  }
  ReadCluster(Entry(parsed, "clusters", "cluster", chosen.Text("cluster")), settings);
  if (chosen.Has("user")) {
    ReadUser(Entry(parsed, "users", "user", chosen.Text("user")), settings);
  }
  return settings;
}

}  // namespace executioner::kube
