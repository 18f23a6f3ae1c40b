#include "controller/kube/kubeconfig.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include <yaml-cpp/yaml.h>

#include "controller/base/base64.h"
#include "controller/base/error.h"
#include "controller/kube/bounded_file.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {
namespace {

YAML::Node Parse(const std::filesystem::path& file) {
  const std::string text = ReadSmallFile(file, "kubeconfig");
  try {
    // The first document, as kubectl; LoadAll finds documents without end in a text like ", a".
    YAML::Node document = YAML::Load(text);
    if (!document.IsMap()) {
      throw base::ConfigurationError(file.string(),
                                     "is not a kubeconfig: it must be one YAML mapping");
    }
    return document;
  } catch (const YAML::Exception& error) {
    throw base::ConfigurationError(file.string(), std::string("is not YAML: ") + error.what());
  }
}

/// One mapping of a kubeconfig: typed access to its fields, and errors that name the field. A field
/// that is absent or null is as if it were empty.
class Mapping {
 public:
  /// A whole file.
  explicit Mapping(const std::filesystem::path& file)
      : Mapping(std::filesystem::absolute(file), "", Parse(file)) {}

  bool Has(const std::string& name) const { return At(name).IsDefined(); }

  /// For errors: "/root/.kube/config: users['admin'].user.<name>".
  std::string Where(const std::string& name) const {
    return file_.string() + ": " + prefix_ + name;
  }

  std::string Text(const std::string& name) const {
    const YAML::Node node = At(name);
    Require(!node.IsDefined() || node.IsScalar(), name, "must be a text");
    return node.IsDefined() ? node.Scalar() : "";
  }

  bool Flag(const std::string& name) const {
    const std::string text = Text(name);
    Require(text == "true" || text == "false" || text.empty(), name,
            "'" + text + "' must be true or false");
    return text == "true";
  }

  std::vector<std::string> Texts(const std::string& name) const {
    const YAML::Node node = At(name);
    std::vector<std::string> texts;
    if (!node.IsDefined()) {
      return texts;
    }
    for (const auto& item : node) {
      Require(node.IsSequence() && item.IsScalar(), name, "must be a list of texts");
      texts.push_back(item.Scalar());
    }
    return texts;
  }

  /// The mapping in a field.
  Mapping Child(const std::string& name) const {
    const YAML::Node node = At(name);
    Require(!node.IsDefined() || node.IsMap(), name, "must be a mapping");
    return {file_, prefix_ + name + ".", node};
  }

  /// The mappings in a list.
  std::vector<Mapping> List(const std::string& name) const {
    const YAML::Node node = At(name);
    Require(!node.IsDefined() || node.IsSequence(), name, "must be a list");
    std::vector<Mapping> entries;
    if (!node.IsDefined()) {
      return entries;
    }
    // NOLINTNEXTLINE(modernize-loop-convert): the element of a range loop would be sliced
    for (std::size_t i = 0; i < node.size(); ++i) {
      const YAML::Node item = node[i];
      const YAML::Node key = item.IsMap() ? item["name"] : YAML::Node(YAML::NodeType::Undefined);
      Require(key.IsDefined() && key.IsScalar(), name, "every entry must have a name");
      entries.push_back(Mapping(file_, prefix_ + name + "['" + key.Scalar() + "'].", item));
    }
    return entries;
  }

  /// The names of all fields, in order.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    if (node_.IsDefined() && node_.IsMap()) {
      for (const auto& field : node_) {
        names.push_back(field.first.Scalar());
      }
    }
    return names;
  }

  /// `<name>-data`, which is base64, or the file named by `<name>`.
  TextSource Source(const std::string& name) const {
    const std::string data = Text(name + "-data");
    if (data.empty()) {
      const std::string file = Text(name);
      return {.file = file.empty() ? std::filesystem::path() : Resolve(file)};
    }
    if (const auto text = base::DecodeBase64(data)) {
      return {.text = *text};
    }
    throw base::ConfigurationError(Where(name + "-data"), "is not base64");
  }

  /// A path in this file, made absolute with the folder of the file.
  std::filesystem::path Resolve(const std::string& path) const {
    return file_.parent_path() / path;
  }

  const std::filesystem::path& File() const { return file_; }

  /// \throws base::ConfigurationError  naming the field, unless `fine`
  void Require(bool fine, const std::string& name, const std::string& message) const {
    if (!fine) {
      throw base::ConfigurationError(Where(name), message);
    }
  }

 private:
  Mapping(std::filesystem::path file, std::string prefix, YAML::Node node)
      : file_(std::move(file)), prefix_(std::move(prefix)), node_(std::move(node)) {}

  /// The node of a field, or an undefined one.
  YAML::Node At(const std::string& name) const {
    const YAML::Node found = node_.IsMap() ? node_[name] : YAML::Node(YAML::NodeType::Undefined);
    return found.IsDefined() && !found.IsNull() ? found : YAML::Node(YAML::NodeType::Undefined);
  }

  std::filesystem::path file_;
  std::string prefix_;
  const YAML::Node node_;  // const: operator[] of any other would add what it does not find
};

using Files = std::vector<Mapping>;

/// The first entry of that name, e.g. the `user` in `users[name=...]`.
Mapping Entry(const Files& files, const std::string& list, const std::string& kind,
              const std::string& name) {
  std::string known;
  for (const auto& file : files) {
    for (const auto& entry : file.List(list)) {
      // The first file wins, as when kubectl merges several.
      if (entry.Text("name") == name) {
        return entry.Child(kind);
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

void ReadCluster(const Mapping& cluster, AccessSettings& settings) {
  settings.server = cluster.Text("server");
  const auto url = ParseServerUrl(settings.server, cluster.Where("server"));
  cluster.Require(url.scheme == "https" || url.scheme == "http", "server",
                  "must start with https:// or http://");
  settings.tls_server_name = cluster.Text("tls-server-name");
  settings.insecure = cluster.Flag("insecure-skip-tls-verify");
  settings.certificate_authority = cluster.Source("certificate-authority");
  cluster.Require(!settings.insecure || !settings.certificate_authority.IsGiven(),
                  "insecure-skip-tls-verify",
                  "is true although certificate-authority is set; remove one of them");
  settings.proxy = cluster.Text("proxy-url");
  cluster.Require(settings.proxy.empty() ||
                      ParseServerUrl(settings.proxy, cluster.Where("proxy-url")).scheme == "http",
                  "proxy-url", "only http:// proxies are supported, not socks5:// or https://");
}

ExecPlugin ReadExec(const Mapping& exec) {
  ExecPlugin plugin{.api_version = exec.Text("apiVersion"),
                    .command = exec.Text("command"),
                    .arguments = exec.Texts("args"),
                    .install_hint = exec.Text("installHint"),
                    .provide_cluster_info = exec.Flag("provideClusterInfo")};
  exec.Require(plugin.api_version == "client.authentication.k8s.io/v1" ||
                   plugin.api_version == "client.authentication.k8s.io/v1beta1",
               "apiVersion",
               "'" + plugin.api_version +
                   "' is not supported; update the plugin to "
                   "client.authentication.k8s.io/v1 or v1beta1");
  exec.Require(!plugin.command.empty(), "command", "must name a program");
  exec.Require(exec.Text("interactiveMode") != "Always", "interactiveMode",
               "the plugin needs a terminal, which the controller does not have; use another user");
  // A relative path starts at the folder of the kubeconfig, a bare name is looked for in PATH
  // (client-go tools/clientcmd).
  if (plugin.command.find('/') != std::string::npos) {
    plugin.command = exec.Resolve(plugin.command).string();
  }
  for (const auto& variable : exec.List("env")) {
    plugin.environment.emplace_back(variable.Text("name"), variable.Text("value"));
  }
  return plugin;
}

Headers ReadImpersonation(const Mapping& user) {
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
  // What may not stand in the name of a header goes percent-encoded, as in client-go.
  constexpr std::string_view kOfToken = "!#$&'*+-.^_`|~";  // RFC 9110, 5.6.2, but for '%'
  const auto extra = user.Child("as-user-extra");
  for (const auto& key : extra.Names()) {
    for (const auto& value : extra.Texts(key)) {
      headers.emplace_back("Impersonate-Extra-" + PercentEncoded(key, kOfToken), value);
    }
  }
  user.Require(headers.empty() || headers.front().first == "Impersonate-User", "as",
               "must be set when other as-* fields are");
  for (const auto& [name, value] : headers) {
    // A line end would let a value add headers of its own.
    const auto is_control = [](unsigned char c) { return std::iscntrl(c) != 0; };
    user.Require(std::ranges::none_of(value, is_control), "as", "contains a control character");
  }
  return headers;
}

void ReadUser(const Mapping& user, AccessSettings& settings) {
  user.Require(!user.Has("auth-provider"), "auth-provider",
               "was removed from Kubernetes; use a credential plugin (exec) instead");
  settings.client_certificate = user.Source("client-certificate");
  settings.client_key = user.Source("client-key");
  settings.token.text = user.Text("token");
  if (const auto file = user.Text("tokenFile"); !file.empty()) {
    // tokenFile wins over token, as in client-go.
    settings.token = {.file = user.Resolve(file)};
  }
  settings.username = user.Text("username");
  settings.password = user.Text("password");
  user.Require(!settings.token.IsGiven() || settings.username.empty(), "token",
               "is set together with username; remove one of them");
  if (user.Has("exec")) {
    settings.exec = ReadExec(user.Child("exec"));
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
