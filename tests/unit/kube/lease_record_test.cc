#include "controller/kube/lease_record.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;

TEST(LeaseRecord, IsWrittenAndReadBack) {
  const base::TimePoint acquired = base::ParseTime("2026-01-01T00:00:00.123Z").value();
  const LeaseRecord record{.holder = "me",
                           .duration_seconds = 15,
                           .acquired = acquired,
                           .renewed = acquired + 5s,
                           .transitions = 3,
                           .successor = "uninstall"};
  const std::string text = EncodeLease("ns", "l", record, "42");
  const auto read = DecodeLease(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->record, record);
  EXPECT_EQ(read->resource_version, "42");
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["spec"]["renewTime"], "2026-01-01T00:00:05.123000Z") << "six fraction digits";
  EXPECT_EQ(json["metadata"]["name"], "l");
}

TEST(LeaseRecord, HasNoVersionForACreation) {
  const auto json = nlohmann::json::parse(EncodeLease("ns", "l", {}, ""));
  EXPECT_FALSE(json["metadata"].contains("resourceVersion"));
}

TEST(LeaseRecord, HasNoSuccessorUnlessTheAnnotationIsAString) {
  for (const char* annotations : {"null", "7", R"({"executioner.dev/hand-over-to":7})", "[]"}) {
    const auto read =
        DecodeLease(R"({"metadata":{"annotations":)" + std::string(annotations) + "}}");
    ASSERT_TRUE(read) << annotations;
    EXPECT_EQ(read->record.successor, "") << annotations;
  }
  EXPECT_EQ(EncodeLease("ns", "l", {}, "").find("annotations"), std::string::npos);
}

TEST(LeaseRecord, IsFreeIfALeaseHasNoSpecOrWrongTypes) {
  for (const char* text : {R"({"metadata":{"resourceVersion":"1"}})",
                           R"({"metadata":{"resourceVersion":"1"},"spec":{"holderIdentity":null,
                               "leaseDurationSeconds":"x","renewTime":7}})"}) {
    const auto read = DecodeLease(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->record, LeaseRecord{}) << text;
    EXPECT_EQ(read->resource_version, "1");
  }
  EXPECT_EQ(DecodeLease("<html>").has_value(), false);
  EXPECT_EQ(DecodeLease("[]").has_value(), false);
}

TEST(LeaseRecord, MayBeTakenIfItIsFreeOursOrUnchangedForItsDuration) {
  const LeaseRecord held{.holder = "other", .duration_seconds = 15};
  EXPECT_FALSE(MayTake(held, "me", 14999ms));
  EXPECT_TRUE(MayTake(held, "me", 15s));
  EXPECT_TRUE(MayTake(held, "other", 0s));
  EXPECT_TRUE(MayTake({.duration_seconds = 15}, "me", 0s)) << "released";
}

}  // namespace
}  // namespace executioner::kube
