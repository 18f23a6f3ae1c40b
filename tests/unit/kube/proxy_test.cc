#include "controller/kube/proxy.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace executioner::kube {
namespace {

std::string ProxyOf(const std::string& server, const std::string& no_proxy) {
  return ProxyFor(ParseServerUrl(server, "server"),
                  {{"HTTPS_PROXY", "http://proxy:3128"}, {"NO_PROXY", no_proxy}});
}

bool GoesDirectly(const std::string& server, const std::string& no_proxy) {
  return ProxyOf(server, no_proxy).empty();
}

TEST(Proxy, ComesFromTheEnvironment) {
  const auto server = ParseServerUrl("https://api.example.com", "server");
  EXPECT_EQ(ProxyFor(server, {}), "");
  EXPECT_EQ(ProxyFor(server, {{"HTTPS_PROXY", "http://proxy:3128"}}), "http://proxy:3128");
  EXPECT_EQ(ProxyFor(server, {{"https_proxy", "proxy:3128"}}), "http://proxy:3128");
  EXPECT_EQ(ProxyFor(server, {{"HTTP_PROXY", "http://proxy:3128"}}), "");
  EXPECT_EQ(ProxyFor(ParseServerUrl("http://api", "server"), {{"HTTP_PROXY", "http://p:1"}}),
            "http://p:1");
}

TEST(Proxy, IsNotUsedForHostsInNoProxy) {
  EXPECT_FALSE(GoesDirectly("https://api.example.com", ""));
  EXPECT_FALSE(GoesDirectly("https://api.example.com", "other.com, ,x"));
  EXPECT_TRUE(GoesDirectly("https://api.example.com", "*"));
  EXPECT_TRUE(GoesDirectly("https://api.example.com", "other.com, Example.COM"));
  EXPECT_TRUE(GoesDirectly("https://api.example.com", ".example.com"));
  EXPECT_TRUE(GoesDirectly("https://api.example.com", "*.example.com"));
  EXPECT_TRUE(GoesDirectly("https://example.com", "example.com"));
  EXPECT_FALSE(GoesDirectly("https://example.com", ".example.com"));
  EXPECT_FALSE(GoesDirectly("https://badexample.com", "example.com"));
  EXPECT_TRUE(GoesDirectly("https://example.com:6443", "example.com:6443"));
  EXPECT_FALSE(GoesDirectly("https://example.com:6443", "example.com:443"));
}

TEST(Proxy, IsNotUsedForNetworksInNoProxy) {
  EXPECT_TRUE(GoesDirectly("https://10.96.0.1", "10.96.0.1"));
  EXPECT_TRUE(GoesDirectly("https://10.96.0.1", "10.0.0.0/8"));
  EXPECT_TRUE(GoesDirectly("https://10.96.0.1", "0.0.0.0/0"));
  EXPECT_FALSE(GoesDirectly("https://11.96.0.1", "10.0.0.0/8"));
  EXPECT_FALSE(GoesDirectly("https://10.96.0.1", "10.0.0.0/33"));
  EXPECT_FALSE(GoesDirectly("https://10.96.0.1", "10.0.0.0/x"));
  EXPECT_TRUE(GoesDirectly("https://10.96.0.1:6443", "10.96.0.1:6443"));
  EXPECT_TRUE(GoesDirectly("https://[fd00::1]", "fd00::/8"));
  EXPECT_FALSE(GoesDirectly("https://[fd00::1]", "fe00::/16"));
}

TEST(Proxy, IsNeverUsedForThisMachine) {
  EXPECT_TRUE(GoesDirectly("https://localhost:6443", ""));
  EXPECT_TRUE(GoesDirectly("https://127.0.0.2:6443", ""));
  EXPECT_TRUE(GoesDirectly("https://[::1]:6443", ""));
}

TEST(Proxy, IsRejectedWithoutShowingItsPassword) {
  for (const char* proxy : {"ann:sec/ret@p:3128", "http://ann:sec/ret@p:3128", "ann:secret@p:x",
                            "socks5://ann:secret@p:1080"}) {
    try {
      ProxyFor(ParseServerUrl("https://api", "server"), {{"https_proxy", proxy}});
      ADD_FAILURE() << proxy;
    } catch (const base::ConfigurationError& error) {
      EXPECT_EQ(std::string(error.what()).find("sec"), std::string::npos) << error.what();
    }
  }
}

TEST(Proxy, IsRejectedUnlessItsSchemeIsHttp) {
  try {
    ProxyFor(ParseServerUrl("https://api", "server"), {{"https_proxy", "socks5://p:1080"}});
    FAIL();
  } catch (const base::ConfigurationError& error) {
    EXPECT_EQ(error.Field(), "https_proxy");
  }
}

}  // namespace
}  // namespace executioner::kube
