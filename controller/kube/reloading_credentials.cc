#include "controller/kube/reloading_credentials.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "controller/base/base64.h"
#include "controller/base/error.h"
#include "controller/base/letters.h"
#include "controller/kube/bounded_file.h"
#include "controller/kube/server_url.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;

constexpr auto kTokenPeriod = 1min;
constexpr auto kTlsPeriod = 5min;
// A plugin that fails at once would be started for every request.
constexpr auto kPluginPause = 10s;
// So that a token does not expire on its way.
constexpr auto kExpiryLeeway = 10s;

bool IsControl(unsigned char c) {
  return std::iscntrl(c) != 0;
}

/// Removes white space from both ends, because writers of token files add a line feed.
std::string CleanToken(std::string token, const std::string& field) {
  token = std::string(base::Trimmed(token, " \t\r\n"));
  if (token.empty() || std::ranges::any_of(token, IsControl)) {
    throw base::ConfigurationError(
        field, token.empty() ? "contains no token" : "contains a token with control characters");
  }
  return token;
}

std::string ReadSource(const TextSource& source, const std::string& field) {
  return source.IsFile() ? ReadSmallFile(source.file, field) : source.text;
}

}  // namespace

ReloadingCredentials::ReloadingCredentials(AccessSettings settings, Runtime runtime,
                                           RunPlugin run_plugin)
    : settings_(std::move(settings)),
      is_secure_(ParseServerUrl(settings_.server, "server").IsSecure()),
      runtime_(std::move(runtime)),
      run_plugin_(std::move(run_plugin)),
      current_(std::make_shared<Authentication>()) {
  // An eavesdropper could read them.
  if (!is_secure_) {
    return;
  }
  try {
    ReloadToken();
    ReloadTls();
  } catch (const base::ConfigurationError& error) {
    throw base::ConfigurationError(settings_.origin, error.what());
  }
  Publish();
}

std::shared_ptr<const Authentication> ReloadingCredentials::Current() {
  const std::scoped_lock lock(mutex_);
  if (is_secure_) {
    RefreshWhatIsDue(runtime_.clock.Steady());
  }
  return current_;
}

void ReloadingCredentials::Invalidate(const Authentication& refused) {
  const std::scoped_lock lock(mutex_);
  // Several requests may be refused for the same credentials; the first has them renewed.
  if (&refused == current_.get()) {
    token_due_ = {};
    tls_due_ = {};
    plugin_refused_ = true;
  }
}

void ReloadingCredentials::RefreshWhatIsDue(Steady now) {
  const bool token_is_due = now >= token_due_;
  const bool tls_is_due = now >= tls_due_;
  const bool plugin_is_due = PluginIsDue(now);
  if (token_is_due) {
    ReloadOrKeep(&ReloadingCredentials::ReloadToken);
  }
  if (tls_is_due) {
    ReloadOrKeep(&ReloadingCredentials::ReloadTls);
  }
  if (plugin_is_due) {
    RenewPlugin();
  }
  if (token_is_due || tls_is_due || plugin_is_due) {
    Publish();
  }
}

void ReloadingCredentials::ReloadOrKeep(void (ReloadingCredentials::*reload)()) {
  try {
    (this->*reload)();
  } catch (const base::ExecutionerError& error) {
    runtime_.Log(LogLevel::kWarning, "cannot reload credentials; continuing with the last ones",
                 {{"where", settings_.origin}, {"error", error.what()}});
  }
}

void ReloadingCredentials::ReloadToken() {
  token_due_ = runtime_.clock.Steady() + kTokenPeriod;
  if (settings_.token.IsGiven()) {
    token_ = CleanToken(ReadSource(settings_.token, "token"), "token");
  }
}

void ReloadingCredentials::ReloadTls() {
  tls_due_ = runtime_.clock.Steady() + kTlsPeriod;
  auto now = ReadTls();
  // New material means new connections, so it is made only if a file really changed.
  if (!tls_ || now != tls_settings_) {
    tls_ = std::make_shared<TlsMaterial>(now);
    tls_settings_ = std::move(now);
  }
}

TlsSettings ReloadingCredentials::ReadTls() const {
  TlsSettings tls{.ca_pem = ReadSource(settings_.certificate_authority, "certificate-authority"),
                  .certificate_pem = ReadSource(settings_.client_certificate, "client-certificate"),
                  .key_pem = ReadSource(settings_.client_key, "client-key"),
                  .server_name = settings_.tls_server_name,
                  .insecure = settings_.insecure,
                  .roots_file = settings_.roots_file,
                  .roots_dir = settings_.roots_dir};
  if (plugin_credential_ && !plugin_credential_->certificate_pem.empty()) {
    tls.certificate_pem = plugin_credential_->certificate_pem;
    tls.key_pem = plugin_credential_->key_pem;
  }
  return tls;
}

bool ReloadingCredentials::PluginIsDue(Steady now) const {
  if (!settings_.exec || settings_.token.IsGiven() || !settings_.username.empty() ||
      now < plugin_not_before_) {
    return false;
  }
  return !plugin_credential_ || plugin_refused_ ||
         (plugin_credential_->expires &&
          runtime_.clock.Now() + kExpiryLeeway >= *plugin_credential_->expires);
}

void ReloadingCredentials::RenewPlugin() {
  plugin_refused_ = false;
  try {
    plugin_credential_ = run_plugin_(tls_settings_.ca_pem);
    ReloadTls();
    problem_.clear();
  } catch (const base::ExecutionerError& error) {
    plugin_credential_.reset();
    problem_ = error.what();
  }
  plugin_not_before_ = runtime_.clock.Steady() + kPluginPause;
}

Headers ReloadingCredentials::MakeHeaders() const {
  Headers headers;
  const auto& token = plugin_credential_ ? plugin_credential_->token : token_;
  if (!token.empty()) {
    headers.emplace_back("Authorization", "Bearer " + token);
  } else if (!settings_.username.empty()) {
    headers.emplace_back("Authorization", "Basic " + base::EncodeBase64(settings_.username + ":" +
                                                                        settings_.password));
  }
  headers.insert(headers.end(), settings_.impersonation.begin(), settings_.impersonation.end());
  return headers;
}

void ReloadingCredentials::Publish() {
  Authentication now{.headers = MakeHeaders(), .tls = tls_, .problem = problem_};
  const bool is_same = now.headers == current_->headers && now.tls == current_->tls &&
                       now.problem == current_->problem;
  if (!is_same) {
    current_ = std::make_shared<Authentication>(std::move(now));
  }
}

}  // namespace executioner::kube
