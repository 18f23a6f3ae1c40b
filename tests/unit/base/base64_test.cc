#include "controller/base/base64.h"

#include <gtest/gtest.h>

namespace executioner::base {
namespace {

TEST(Base64, DecodesWhatWasEncoded) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64, SkipsWhiteSpace) {
  EXPECT_EQ(DecodeBase64(" aGV s\nbG8= \n"), "hello");
}

TEST(Base64, RefusesOtherText) {
  EXPECT_EQ(DecodeBase64("a"), std::nullopt);
  EXPECT_EQ(DecodeBase64("ab!="), std::nullopt);
  EXPECT_EQ(DecodeBase64("===="), std::nullopt);
  EXPECT_EQ(DecodeBase64("YQ==YQ=="), std::nullopt);
  EXPECT_EQ(DecodeBase64("YQ="), std::nullopt);
}

}  // namespace
}  // namespace executioner::base
