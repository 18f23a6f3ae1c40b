#include "controller/kube/reloading_credentials.h"

#include <chrono>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/test_pki.h"
#include "tests/unit/kube/temporary_folder.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;

/// The Authorization header of the moment, or the problem.
std::string AuthorizationOf(Credentials& credentials) {
  const auto now = credentials.Current();
  if (!now->problem.empty()) {
    return now->problem;
  }
  for (const auto& [name, value] : now->headers) {
    if (name == "Authorization") {
      return value;
    }
  }
  return "";
}

class ReloadingCredentialsTest : public testing::Test {
 protected:
  std::unique_ptr<ReloadingCredentials> Make(AccessSettings settings) {
    settings.origin = "context 'c' of config";
    settings.roots_file = "/dev/null";  // the system's take 50 ms to parse
    if (settings.server.empty()) {
      settings.server = "https://api:6443";
    }
    return std::make_unique<ReloadingCredentials>(
        std::move(settings),
        Runtime{.clock = clock_, .log = [this](auto, auto, const auto&) { ++warnings_; }},
        [this](const std::string&) { return RunPlugin(); });
  }

  ExecCredential RunPlugin() {
    ++runs_;
    if (!plugin_failure_.empty()) {
      throw base::BackendError(plugin_failure_);
    }
    return answer_;
  }

  fakes::ManualClock clock_;
  TemporaryFolder folder_;
  ExecCredential answer_;
  std::string plugin_failure_;
  int runs_ = 0;
  int warnings_ = 0;
};

TEST_F(ReloadingCredentialsTest, ReturnsTheSamePointerIfNothingChanges) {
  const auto credentials = Make({.token = {.text = "secret"}});
  const auto first = credentials->Current();
  clock_.Advance(1h);

  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer secret");
  EXPECT_EQ(credentials->Current(), first);
}

TEST_F(ReloadingCredentialsTest, SendsNameAndPassword) {
  const auto credentials = Make({.username = "admin", .password = "pass:word"});
  EXPECT_EQ(AuthorizationOf(*credentials), "Basic YWRtaW46cGFzczp3b3Jk");
}

TEST_F(ReloadingCredentialsTest, RereadsATokenFileEveryMinute) {
  const auto file = folder_.Write("token", " one\n");
  const auto credentials = Make({.token = {.file = file}});
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");

  folder_.Write("token", "two");
  clock_.Advance(59s);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");
  clock_.Advance(1s);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer two");
}

TEST_F(ReloadingCredentialsTest, RereadsATokenFileImmediatelyAfterA401) {
  const auto file = folder_.Write("token", "one");
  const auto credentials = Make({.token = {.file = file}});
  const auto refused = credentials->Current();
  folder_.Write("token", "two");

  credentials->Invalidate(*refused);

  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer two");
}

TEST_F(ReloadingCredentialsTest, KeepsTheLastTokenIfTheFileIsGone) {
  const auto file = folder_.Write("token", "one");
  const auto credentials = Make({.token = {.file = file}});
  std::filesystem::remove(file);
  clock_.Advance(1min);

  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");
  EXPECT_EQ(warnings_, 1);
  folder_.Write("token", "\n");
  clock_.Advance(1min);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");
}

TEST_F(ReloadingCredentialsTest, SendsNoCredentialsInPlainHttp) {
  const auto credentials = Make({.server = "http://api:8080",
                                 .token = {.text = "secret"},
                                 .exec = ExecPlugin{},
                                 .impersonation = {{"Impersonate-User", "jane"}}});

  EXPECT_TRUE(credentials->Current()->headers.empty());
  EXPECT_EQ(credentials->Current()->tls, nullptr);
  EXPECT_EQ(runs_, 0);
}

TEST_F(ReloadingCredentialsTest, RereadsTheAuthorityEveryFiveMinutes) {
  const auto one = fakes::MakeAuthority("one").certificate;
  const auto file = folder_.Write("ca.crt", one);
  const auto credentials = Make({.certificate_authority = {.file = file}});
  const auto first = credentials->Current()->tls;

  clock_.Advance(5min);
  EXPECT_EQ(credentials->Current()->tls, first) << "new connections although nothing has changed";
  folder_.Write("ca.crt", one + fakes::MakeAuthority("two").certificate);
  clock_.Advance(5min);
  EXPECT_NE(credentials->Current()->tls, first);
}

TEST_F(ReloadingCredentialsTest, KeepsTheLastAuthorityIfTheFileIsIncomplete) {
  const auto whole = fakes::MakeAuthority("one").certificate;
  const auto file = folder_.Write("ca.crt", whole);
  const auto credentials = Make({.certificate_authority = {.file = file}});
  const auto first = credentials->Current()->tls;
  folder_.Write("ca.crt", whole.substr(0, whole.size() / 2));
  clock_.Advance(5min);

  EXPECT_EQ(credentials->Current()->tls, first);
  EXPECT_EQ(warnings_, 1);
}

TEST_F(ReloadingCredentialsTest, ReportsUnusableFilesAtTheStart) {
  const auto failure = [&](const AccessSettings& settings) -> std::string {
    try {
      Make(settings);
      return "";
    } catch (const base::ConfigurationError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(failure({.token = {.file = "/no/token"}}),
            "context 'c' of config: token: cannot read /no/token: No such file or directory");
  EXPECT_EQ(failure({.token = {.text = "a\nb"}}),
            "context 'c' of config: token: contains a token with control characters");
  EXPECT_EQ(failure({.client_key = {.text = "key"}}),
            "context 'c' of config: client-certificate: is missing; a client certificate and its "
            "key must be given together");
}

TEST_F(ReloadingCredentialsTest, RunsAPluginOnceUntilItsTokenExpires) {
  const auto credentials = Make({.exec = ExecPlugin{}});
  answer_ = {.token = "one", .expires = clock_.Now() + 10min};
  EXPECT_EQ(runs_, 0);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");

  answer_.token = "two";
  clock_.Advance(9min);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");
  EXPECT_EQ(runs_, 1);
  clock_.Advance(50s);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer two");
  EXPECT_EQ(runs_, 2);
}

TEST_F(ReloadingCredentialsTest, RunsAPluginAgainAfterA401ButNotTooOften) {
  const auto credentials = Make({.exec = ExecPlugin{}});
  answer_ = {.token = "one"};
  const auto first = credentials->Current();
  answer_ = {.token = "two"};
  clock_.Advance(1min);

  credentials->Invalidate(*first);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer two");
  credentials->Invalidate(*first);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer two");
  EXPECT_EQ(runs_, 2) << "the refused credential had been replaced already";

  credentials->Invalidate(*credentials->Current());
  credentials->Current();
  EXPECT_EQ(runs_, 2) << "it ran a moment ago";
  clock_.Advance(10s);
  credentials->Current();
  EXPECT_EQ(runs_, 3);
}

TEST_F(ReloadingCredentialsTest, ReportsAFailedPluginAndRetriesLater) {
  const auto credentials = Make({.exec = ExecPlugin{}});
  plugin_failure_ = "the plugin failed";
  EXPECT_EQ(AuthorizationOf(*credentials), "the plugin failed");
  plugin_failure_.clear();
  answer_ = {.token = "one"};

  EXPECT_EQ(AuthorizationOf(*credentials), "the plugin failed");
  EXPECT_EQ(runs_, 1);
  clock_.Advance(10s);
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer one");
}

TEST_F(ReloadingCredentialsTest, UsesAClientCertificateFromAPlugin) {
  const auto authority = fakes::MakeAuthority("ca");
  const auto credentials = Make({.exec = ExecPlugin{}});
  const auto identity = fakes::Issue(authority, "one");
  answer_ = {.certificate_pem = identity.certificate,
             .key_pem = identity.key,
             .expires = clock_.Now() + 1min};
  const auto first = credentials->Current()->tls;

  clock_.Advance(1min);
  answer_.expires = clock_.Now() + 1min;
  EXPECT_EQ(credentials->Current()->tls, first) << "the same certificate needs no new connections";

  const auto next = fakes::Issue(authority, "two");
  answer_ = {.certificate_pem = next.certificate, .key_pem = next.key};
  clock_.Advance(1min);
  EXPECT_NE(credentials->Current()->tls, first);
}

TEST_F(ReloadingCredentialsTest, DoesNotRunAPluginIfThereIsAToken) {
  const auto credentials = Make({.token = {.text = "secret"}, .exec = ExecPlugin{}});
  EXPECT_EQ(AuthorizationOf(*credentials), "Bearer secret");
  EXPECT_EQ(runs_, 0);
}

}  // namespace
}  // namespace executioner::kube
