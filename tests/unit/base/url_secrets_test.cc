#include "controller/base/url_secrets.h"

#include <gtest/gtest.h>

namespace executioner::base {
namespace {

TEST(UrlSecrets, AreNotShown) {
  EXPECT_EQ(WithoutCredentials("https://api:6443/k8s"), "https://api:6443/k8s");
  EXPECT_EQ(WithoutCredentials("https://ann:secret@api:6443/k8s"), "https://api:6443/k8s");
  EXPECT_EQ(WithoutCredentials("postgres://ann:secret@/runs?host=/run/pg&a=b"),
            "postgres:///runs?host=/run/pg&a=b");
  EXPECT_EQ(WithoutCredentials("postgres://h/runs?password=secret&sslmode=require&sslPassword=s"),
            "postgres://h/runs?sslmode=require");
  EXPECT_EQ(WithoutCredentials("unix://:secret@/run/redis.sock"), "unix:///run/redis.sock");
  EXPECT_EQ(WithoutCredentials(""), "");
}

TEST(UrlSecrets, AreNotShownInMalformedUrls) {
  for (const char* url : {"http://ann:sec/ret@h", "http://ann:sec@ret@h", "http://ann:sec?ret@h",
                          "ann:sec//ret@h", "ann:secret@h", "//ann:secret@h", "http:/ann:sec#ret@h",
                          "http://h?password=sec&x=/@ret", "http:ann:secret@h"}) {
    const std::string shown = WithoutCredentials(url);
    EXPECT_EQ(shown.find("sec"), std::string::npos) << url << " gives " << shown;
  }
}

TEST(UrlSecrets, AreFoundAndMasked) {
  const std::string url = "postgres://ann:se@cret@h/runs?password=other&a=b";
  EXPECT_EQ(PasswordsOf(url), (std::vector<std::string_view>{"se@cret", "other"}));
  EXPECT_TRUE(PasswordsOf("postgres://ann@h/runs").empty());
  EXPECT_TRUE(PasswordsOf("redis://:@h").empty());
  EXPECT_EQ(Masked("no se@cret, no other, no se@cret", PasswordsOf(url)), "no ***, no ***, no ***");
  EXPECT_EQ(Masked("text", {""}), "text");
}

}  // namespace
}  // namespace executioner::base
