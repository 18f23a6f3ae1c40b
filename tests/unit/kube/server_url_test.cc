#include "controller/kube/server_url.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace executioner::kube {
namespace {

std::string Parts(const std::string& text) {
  const auto url = ParseServerUrl(text, "server");
  return url.scheme + " " + url.user_info + " " + url.host + " " + std::to_string(url.port) + " " +
         url.path;
}

TEST(ServerUrl, ReadsEveryPart) {
  EXPECT_EQ(Parts("https://kubernetes"), "https  kubernetes 443 ");
  EXPECT_EQ(Parts("http://localhost/"), "http  localhost 80 ");
  EXPECT_EQ(Parts("HTTPS://u:p%40@10.0.0.1:6443/k8s/clusters/c-1/"),
            "https u:p%40 10.0.0.1 6443 /k8s/clusters/c-1");
  EXPECT_EQ(Parts("https://[fd00::1]"), "https  fd00::1 443 ");
  EXPECT_EQ(Parts("https://[fd00::1]:6443/x"), "https  fd00::1 6443 /x");
}

TEST(ServerUrl, NamesTheFieldOfAnUnusableUrl) {
  for (const char* text :
       {"", "localhost", "://x", "https://", "https://host:0", "https://host:66666",
        "https://host:", "https://host:1x", "https://[fd00::1"}) {
    try {
      ParseServerUrl(text, "server");
      FAIL() << text;
    } catch (const base::ConfigurationError& error) {
      EXPECT_EQ(error.Field(), "server") << text;
    }
  }
}

TEST(ServerUrl, IsRejectedWithoutShowingItsPassword) {
  for (const char* url : {"http://ann:sec/ret@proxy:3128", "http://ann:80/secret@proxy:3128",
                          "ann:secret@proxy:3128", "http://ann:secret@", "http://ann:secret@:80",
                          "http://ann:secret@h:port", "http://ann:secret", "://ann:secret@h"}) {
    try {
      ParseServerUrl(url, "proxy-url");
      ADD_FAILURE() << url;
    } catch (const base::ConfigurationError& error) {
      EXPECT_EQ(std::string(error.what()).find("sec"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace executioner::kube
