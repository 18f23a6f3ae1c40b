// Addresses of servers, databases, queues and people: parts, or an error without the password.
#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

#include "controller/adapters/mail/address.h"
#include "controller/adapters/queue/redis_url.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/base/error.h"
#include "controller/base/url_secrets.h"
#include "controller/kube/proxy.h"
#include "controller/kube/server_url.h"
#include "tests/fuzz/property.h"

namespace {

using executioner::fuzz::Require;
namespace base = executioner::base;
namespace kube = executioner::kube;
namespace mail = executioner::mail;

/// No message of ours has it by chance.
const std::string kSecret = "Zq9Zq9";

void RequireNoSecret(const std::string& said) {
  Require(said.find(kSecret) == std::string::npos, "a message has no password: " + said);
}

void Try(const std::function<void()>& act) {
  try {
    act();
  } catch (const base::ConfigurationError& error) {
    RequireNoSecret(error.what());
  }
}

/// \param url  with kSecret in its password
void ReadAll(const std::string& url) {
  RequireNoSecret(base::WithoutCredentials(url));
  if (url.find("://ann:") != std::string::npos) {  // else the secret may be a user
    RequireNoSecret(base::Masked(url, base::PasswordsOf(url)));
  }
  Try([&] { kube::ParseServerUrl(url, "server"); });
  Try([&] {
    kube::ProxyFor(kube::ParseServerUrl("https://api", "server"), {{"https_proxy", url}});
  });
  Try([&] { RequireNoSecret(executioner::queue::ParseRedisUrl(url).Place()); });
  Try([&] {
    executioner::store::CheckPostgresUrl(url, "--history");
    RequireNoSecret(executioner::store::PlaceOf(url));
  });
}

void ReadPlain(const std::string& text) {
  Try([&] {
    const kube::ServerUrl url = kube::ParseServerUrl(text, "server");
    Require(!url.host.empty() && url.port != 0 && !url.scheme.empty(), "a URL has its parts");
    kube::ProxyFor(url, {{"HTTP_PROXY", "p:1"}, {"HTTPS_PROXY", "p:1"}, {"NO_PROXY", text}});
  });
  Try([&] { executioner::queue::ParseRedisUrl("redis://" + text); });
  Try([&] { executioner::queue::ParseRedisUrl("unix:" + text); });
}

/// A header line continues on the next line only if that begins with a space.
void RequireOneHeader(const std::string& header) {
  for (std::size_t at = header.find_first_of("\r\n"); at != std::string::npos;
       at = header.find_first_of("\r\n", at + 1)) {
    const bool folded =
        header.compare(at, 3, "\r\n ") == 0 || (at > 0 && header.compare(at - 1, 3, "\r\n ") == 0);
    Require(folded, "no other header begins in a text");
  }
}

void ReadMail(const std::string& text) {
  RequireOneHeader(mail::HeaderText(text));
  const auto address = mail::ParseAddress(text);
  if (address) {
    Require(std::ranges::count(address->address, '@') == 1, "an address has one @");
    Require(std::ranges::all_of(address->address, [](char c) { return c > ' ' && c < '\x7f'; }),
            "an address is printable ASCII");
    RequireOneHeader(mail::HeaderText(*address));
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(bytes, bytes + size);
  if (text.find(kSecret) != std::string::npos) {
    return 0;  // a host may have any name
  }
  ReadPlain(text);
  ReadMail(text);
  for (const char* scheme : {"http://", "https://", "redis://", "unix://", "postgres://", ""}) {
    ReadAll(scheme + ("ann:" + kSecret) + text + "@host/x");
    ReadAll(scheme + ("ann:" + text) + kSecret + "@host");
    ReadAll(scheme + ("ann:" + kSecret) + "@" + text);
  }
  return 0;
}
