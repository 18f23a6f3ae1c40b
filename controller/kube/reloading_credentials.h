/// \file
/// Credentials from AccessSettings that are updated when token files, certificate files or the
/// output of credential plugins change.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "controller/kube/access_settings.h"
#include "controller/kube/credentials.h"
#include "controller/kube/exec_plugin.h"
#include "controller/kube/runtime.h"

namespace executioner::kube {

/// Token files are reread every minute, certificate files every 5 minutes (as client-go does), and
/// both after a 401; if a file then cannot be read, the last valid content is kept. The output of a
/// plugin is kept until 10 s before it expires or until a 401; after a failure or a 401 the plugin
/// is not run again for 10 s. Over plain http no credentials are sent.
class ReloadingCredentials : public Credentials {
 public:
  /// Runs the plugin with the roots in PEM. Throws base::BackendError like RunExecPlugin().
  using RunPlugin = std::function<ExecCredential(const std::string& ca_pem)>;

  /// \param runtime  its clock is borrowed; outlives this
  /// \throws base::ConfigurationError  if a file cannot be read or contains nothing usable
  ReloadingCredentials(AccessSettings settings, Runtime runtime, RunPlugin run_plugin);

  std::shared_ptr<const Authentication> Current() override;
  void Invalidate(const Authentication& refused) override;

 private:
  using Steady = std::chrono::steady_clock::time_point;

  void RefreshWhatIsDue(Steady now);
  void ReloadOrKeep(void (ReloadingCredentials::*reload)());
  void ReloadToken();
  void ReloadTls();
  void RenewPlugin();
  bool PluginIsDue(Steady now) const;
  TlsSettings ReadTls() const;
  Headers MakeHeaders() const;
  void Publish();

  const AccessSettings settings_;
  const bool is_secure_;
  const Runtime runtime_;
  const RunPlugin run_plugin_;

  std::mutex mutex_;
  std::shared_ptr<const Authentication> current_;  // guarded by mutex_, like all members below
  std::string token_;
  Steady token_due_;
  TlsSettings tls_settings_;
  std::shared_ptr<const TlsMaterial> tls_;
  Steady tls_due_;
  std::optional<ExecCredential> plugin_credential_;
  bool plugin_refused_ = false;
  Steady plugin_not_before_;
  std::string problem_;
};

}  // namespace executioner::kube
