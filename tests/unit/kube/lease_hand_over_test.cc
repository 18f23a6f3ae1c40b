/// \file
/// A lease that is requested before an uninstall: who hands it over, who does not take it, and when
/// that is over.
#include <gtest/gtest.h>

#include "tests/unit/kube/elector_fixture.h"

namespace executioner::kube {
namespace {

class LeaseHandOver : public ElectorTest {};

TEST_F(LeaseHandOver, HandsTheLeaseOverOnRequest) {
  EXPECT_EQ(Run([&](base::Duration passed) {
              if (passed == 6s) {
                LeaseRecord asked = server_.record;
                asked.successor = "uninstall";
                server_.Set(asked);
              }
            }),
            ElectionEnd::kHandedOver);
  EXPECT_EQ(story_, (Texts{"leader me", "started", "stopped, held by me"}));
  EXPECT_EQ(server_.record.holder, "");
  EXPECT_EQ(server_.record.successor, "uninstall") << "so that candidates stand aside";
}

TEST_F(LeaseHandOver, RequestsTheLeaseAndKeepsTheRequestOnIt) {
  takes_over_ = true;
  server_.Set({.holder = "other", .duration_seconds = 15});
  Run([&](base::Duration) {
    if (server_.record.holder == "other") {
      EXPECT_EQ(server_.record.successor, "me");
      server_.Set({.duration_seconds = 1, .successor = server_.record.successor});
    } else {
      EXPECT_EQ(server_.record.holder, "me");
      EXPECT_EQ(server_.record.successor, "me");
      stop_.request_stop();
    }
  });
  EXPECT_EQ(story_, (Texts{"leader other", "leader me", "started", "stopped, held by me"}));
  EXPECT_EQ(server_.record.holder, "");
  EXPECT_EQ(server_.record.successor, "me");
}

TEST_F(LeaseHandOver, RequestsAgainAfterAConcurrentRenewal) {
  takes_over_ = true;
  server_.Set({.holder = "other", .duration_seconds = 15});
  bool has_renewed = false;
  on_request_ = [&](const HttpRequest& request) {
    if (request.method == "PUT" && !has_renewed) {
      has_renewed = true;
      server_.Set({.holder = "other", .duration_seconds = 15, .transitions = 1});
    }
  };
  Run([&](base::Duration) {
    EXPECT_EQ(server_.record.successor, "me");
    stop_.request_stop();
  });
  EXPECT_TRUE(has_renewed);
}

TEST_F(LeaseHandOver, TakesALeaseWithoutAHolderImmediately) {
  takes_over_ = true;
  Run([&](base::Duration passed) {
    EXPECT_LE(passed, 2s);
    EXPECT_EQ(server_.record.successor, "me");
    stop_.request_stop();
  });
  EXPECT_EQ(server_.record.successor, "me");
}

TEST_F(LeaseHandOver, EndsWhenTheNamespaceOfTheLeaseDoesNotExist) {
  takes_over_ = true;
  server_.refusal = 404;
  EXPECT_EQ(Run([&](base::Duration) { stop_.request_stop(); }), ElectionEnd::kNoNamespace);
  EXPECT_EQ(story_, Texts{}) << "nobody leads";
  EXPECT_EQ(runtime_.waits.size(), 0U);
}

TEST_F(LeaseHandOver, WaitsForItsNamespaceAsAController) {
  server_.refusal = 404;
  EXPECT_EQ(Run([&](base::Duration passed) {
              if (passed > 10s) {
                server_.refusal = 0;
              }
              if (server_.record.holder == "me") {
                stop_.request_stop();
              }
            }),
            ElectionEnd::kStopped);
  EXPECT_EQ(story_, (Texts{"leader me", "started", "stopped, held by me"}));
}

TEST_F(LeaseHandOver, LogsEachRejectedWrite) {
  takes_over_ = true;
  server_.refusal = 403;
  Run([&](base::Duration passed) {
    if (passed > 10s) {
      stop_.request_stop();
    }
  });
  EXPECT_GE(runtime_.Logged("cannot write the lease"), 2U);
}

TEST_F(LeaseHandOver, DoesNotHandOverALeaseThatItTookOver) {
  takes_over_ = true;
  EXPECT_EQ(Run([&](base::Duration passed) {
              if (passed == 2s) {
                LeaseRecord asked = server_.record;
                asked.successor = "another uninstall";
                server_.Set(asked);
              } else if (passed >= 6s) {
                EXPECT_EQ(server_.record.holder, "me");
                stop_.request_stop();
              }
            }),
            ElectionEnd::kStopped);
}

TEST_F(LeaseHandOver, LeavesTheLeaseToARequesterThatReleasesAllPods) {
  server_.Set({.holder = "other", .duration_seconds = 15});
  base::Duration led_at{0};
  Run([&](base::Duration passed) {
    if (passed < 10s) {
      server_.Set({.duration_seconds = 1, .successor = "uninstall"});
    } else if (server_.record.holder == "me") {
      led_at = passed;
      stop_.request_stop();
    }
  });
  EXPECT_GE(led_at, 120s) << "the uninstall was given up";
  EXPECT_EQ(server_.record.successor, "") << "it is over";
}

TEST_F(LeaseHandOver, TakesAFreeLeaseThatAnEarlierUninstallLeftBehind) {
  server_.Set({.duration_seconds = 1, .successor = "uninstall"});
  Run([&](base::Duration passed) {
    EXPECT_LE(passed, 2s);
    EXPECT_EQ(server_.record.holder, "me");
    EXPECT_EQ(server_.record.successor, "");
    stop_.request_stop();
  });
  EXPECT_EQ(story_, (Texts{"leader me", "started", "stopped, held by me"}));
}

}  // namespace
}  // namespace executioner::kube
