#include "controller/domain/nearest_name.h"

#include <gtest/gtest.h>

namespace executioner::domain {
namespace {

TEST(NearestName, AllowsATypingErrorInThreeLetters) {
  EXPECT_EQ(NearestName("extarct", {"load", "extract"}), "extract");
  EXPECT_EQ(NearestName("lod", {"load"}), "load");
  EXPECT_EQ(NearestName("lo", {"load"}), "");
  EXPECT_EQ(NearestName("transform", {"load", "extract"}), "");
}

TEST(NearestName, ReturnsTheFirstOfTheNearestNames) {
  EXPECT_EQ(NearestName("load-x", {"load-y", "load-z"}), "load-y");
  EXPECT_EQ(NearestName("load-data", {"load-dota2", "load-dat"}), "load-dat");
}

TEST(NearestName, IgnoresCase) {
  EXPECT_EQ(NearestName("ETL", {"abc", "etl"}), "etl");
  EXPECT_EQ(NearestName("A", {"a"}), "a");
}

TEST(NearestName, IgnoresVeryLongNames) {
  const std::string name(1'000'000, 'x');
  EXPECT_EQ(NearestName(name, {name}), "");
}

}  // namespace
}  // namespace executioner::domain
