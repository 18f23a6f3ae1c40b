#include "controller/kube/api_error.h"

#include <gtest/gtest.h>

#include "controller/base/cut_text.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

TEST(ApiError, ReadsTheStatusOfAFailure) {
  const ApiStatus status = ReadStatus(
      {.status = 403, .body = StatusJson(403, "Forbidden", "no", "NamespaceTerminating")});
  EXPECT_EQ(status.code, 403);
  EXPECT_EQ(status.reason, "Forbidden");
  EXPECT_EQ(status.message, "no");
  EXPECT_TRUE(status.HasCause("NamespaceTerminating"));
  EXPECT_FALSE(status.HasCause("Other"));
}

TEST(ApiError, SynthesizesAStatusForOtherBodies) {
  const ApiStatus status = ReadStatus({.status = 502, .body = std::string(5000, 'x')});
  EXPECT_EQ(status.code, 502);
  EXPECT_EQ(status.message.size(), 2048U);
  EXPECT_EQ(status.reason, "");
}

TEST(ApiError, AcceptsAStatusWithWrongTypes) {
  const ApiStatus status = ReadStatus(
      {.status = 500,
       .body = R"({"kind":"Status","code":"x","reason":1,"details":{"causes":[1,{"reason":2}]}})"});
  EXPECT_EQ(status.code, 500);
  EXPECT_EQ(status.reason, "");
}

TEST(ApiError, DistinguishesTheTwoConflicts) {
  const ApiStatus exists{.code = 409, .reason = "AlreadyExists"};
  const ApiStatus conflict{.code = 409, .reason = "Conflict"};
  EXPECT_TRUE(exists.IsAlreadyExists());
  EXPECT_FALSE(exists.IsConflict());
  EXPECT_TRUE(conflict.IsConflict());
  EXPECT_FALSE(conflict.IsAlreadyExists());
}

TEST(ApiError, PrefersTheHeaderForRetryAfter) {
  const std::string body = R"({"kind":"Status","details":{"retryAfterSeconds":7}})";
  EXPECT_EQ(ReadStatus({.status = 429, .body = body}).retry_after, std::chrono::seconds(7));
  const HttpResponse with_header{
      .status = 429, .body = body, .retry_after = std::chrono::seconds(2)};
  EXPECT_EQ(ReadStatus(with_header).retry_after, std::chrono::seconds(2));
}

struct Transience {
  ApiStatus status;
  bool transient = false;
  bool quota = false;
};

TEST(ApiError, KnowsWhichFailuresAreTransient) {
  const Transience table[] = {
      {{.code = 0, .message = "connection refused"}, true, false},
      {{.code = 408}, true, false},
      {{.code = 429}, true, false},
      {{.code = 500, .message = "etcdserver: leader changed"}, true, false},
      {{.code = 503}, true, false},
      {{.code = 504, .reason = "Timeout"}, true, false},
      {{.code = 500, .message = "etcdserver: request is too large"}, false, false},
      {{.code = 413}, false, false},
      {{.code = 400}, false, false},
      {{.code = 404}, false, false},
      {{.code = 422}, false, false},
      {{.code = 409, .reason = "Conflict"}, false, false},
      {{.code = 403, .message = "pods \"x\" is forbidden: exceeded quota: q"}, false, true},
      {{.code = 409, .message = "Operation cannot be fulfilled on resourcequotas \"q\""},
       true,
       true},
      {{.code = 500, .message = "resource quota evaluation timed out"}, true, true},
  };
  for (const Transience& row : table) {
    EXPECT_EQ(row.status.IsTransient(), row.transient) << row.status.code << row.status.message;
    EXPECT_EQ(row.status.IsQuota(), row.quota) << row.status.code << row.status.message;
  }
}

TEST(ApiError, CanBeRetriedIfItsStatusIsTransient) {
  EXPECT_TRUE(KubeApiError({.code = 503}).CanRetry());
  const KubeApiError refused({.code = 403, .reason = "Forbidden", .message = "not you"});
  EXPECT_FALSE(refused.CanRetry());
  EXPECT_STREQ(refused.what(), "the API server said 403 Forbidden: not you");
}

TEST(CutText, NeverCutsACharacterInHalf) {
  EXPECT_EQ(base::CutText("abc", 3), "abc");
  EXPECT_EQ(base::CutText("abcd", 3), "abc");
  EXPECT_EQ(base::CutText("ab\xC3\xA4", 3), "ab");
  EXPECT_EQ(base::CutText("a\xF0\x9F\x98\x80z", 4), "a");
}

}  // namespace
}  // namespace executioner::kube
