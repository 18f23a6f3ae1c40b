#include "controller/kube/resource_version.h"

#include <gtest/gtest.h>

namespace executioner::kube {
namespace {

TEST(ResourceVersion, IsComparedAsANumberOfAnyLength) {
  EXPECT_EQ(HasSeen("10", "9"), true);
  EXPECT_EQ(HasSeen("9", "10"), false);
  EXPECT_EQ(HasSeen("42", "42"), true);
  EXPECT_EQ(HasSeen("123456789012345678901234567891", "123456789012345678901234567890"), true);
}

TEST(ResourceVersion, EmptyIsOlderThanEverything) {
  EXPECT_EQ(HasSeen("", "1"), false);
}

TEST(ResourceVersion, IsNotComparedUnlessBothAreDecimal) {
  EXPECT_EQ(HasSeen("10", "a9"), std::nullopt);
  EXPECT_EQ(HasSeen("a10", "9"), std::nullopt);
  EXPECT_EQ(HasSeen("10", ""), std::nullopt);
  EXPECT_EQ(HasSeen("10", "0"), std::nullopt);
  EXPECT_EQ(HasSeen("10", "09"), std::nullopt);
}

}  // namespace
}  // namespace executioner::kube
