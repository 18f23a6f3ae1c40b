#include "controller/kube/lease_elector.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/kube/elector_fixture.h"

namespace executioner::kube {
namespace {

const char* const kPath = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/l";

TEST_F(ElectorTest, CreatesTheLeaseLeadsAndReleasesItOnStop) {
  EXPECT_EQ(Run([&](base::Duration passed) {
              if (passed >= 10s) {
                stop_.request_stop();
              }
            }),
            ElectionEnd::kStopped);
  EXPECT_EQ(story_, (Texts{"leader me", "started", "stopped, held by me"}));
  EXPECT_EQ(server_.record.holder, "") << "released after our work stopped";
  EXPECT_EQ(server_.record.duration_seconds, 1);
  EXPECT_EQ(Count("POST"), 1);
}

TEST_F(ElectorTest, ReportsALeaseThatIsOlderThanBefore) {
  Run([&](base::Duration passed) {
    if (passed == 10s) {
      server_.version = 2;  // as in a backup
    }
    if (passed >= 20s) {
      stop_.request_stop();
    }
  });
  EXPECT_EQ(story_, (Texts{"leader me", "started", "rewound", "stopped, held by me"}));
}

TEST_F(ElectorTest, RenewsWithoutReadingFirst) {
  Run([&](base::Duration passed) {
    if (passed >= 20s) {
      stop_.request_stop();
    }
  });
  EXPECT_EQ(Count("GET"), 1) << "only before the create";
  EXPECT_EQ(Count("PUT"), 10) << "9 renewals every 2 s, and the release";
}

TEST_F(ElectorTest, KeepsAcquireTimeAndTransitionsWhileItRenews) {
  Run([&](base::Duration passed) {
    if (passed >= 6s) {
      EXPECT_EQ(server_.record.acquired, fakes::ManualClock::kStart);
      EXPECT_EQ(server_.record.renewed, fakes::ManualClock::kStart + 4s);
      EXPECT_EQ(server_.record.transitions, 0);
      EXPECT_EQ(server_.record.duration_seconds, 15);
      stop_.request_stop();
    }
  });
}

TEST_F(ElectorTest, WaitsForAnotherLeaderToBeSilentForTheLease) {
  server_.Set({.holder = "other", .duration_seconds = 15, .transitions = 4});
  base::Duration led_at{0};
  Run([&](base::Duration passed) {
    if (server_.record.holder == "me" && led_at.count() == 0) {
      led_at = passed;
      EXPECT_EQ(server_.record.transitions, 5);
      stop_.request_stop();
    }
  });
  EXPECT_EQ(story_, (Texts{"leader other", "leader me", "started", "stopped, held by me"}));
  EXPECT_GE(led_at, 15s);
  EXPECT_LE(led_at, 15s + 4400ms + 2s) << "one jittered retry, and the wait that saw it";
}

TEST_F(ElectorTest, TakesOverAsSoonAsTheLeaseExpires) {
  server_.Set({.holder = "other", .duration_seconds = 15});
  transport_.Stream({.before_end = [this] { runtime_.clock.Advance(transport_.Idle()); }});
  base::Duration last{0};
  Run([&](base::Duration passed) {
    if (server_.record.holder == "me") {
      stop_.request_stop();
    }
    last = passed;
  });
  ASSERT_FALSE(runtime_.waits.empty());
  EXPECT_EQ(transport_.Idle() + 0s, 15s) << "the watch ends with the lease";
  EXPECT_EQ(server_.record.transitions, 1);
  EXPECT_EQ(last, 15s + 2s) << "one wait of the new leader";
}

TEST_F(ElectorTest, WaitsForTheRestIfTheWatchEndsEarly) {
  server_.Set({.holder = "other", .duration_seconds = 15});
  transport_.Stream({.lines = {R"({"type":"MODIFIED","object":)" + server_.Text() + "}"},
                     .before_end = [this] { runtime_.clock.Advance(14'400ms); }});
  Run([&](base::Duration) {
    if (server_.record.holder == "me") {
      stop_.request_stop();
    }
  });
  EXPECT_EQ(runtime_.waits, (std::vector<base::Duration>{600ms, 2s})) << "the last: its own";
}

TEST_F(ElectorTest, TakesOverAsSoonAsTheLeaseIsReleased) {
  server_.Set({.holder = "other", .duration_seconds = 15});
  const LeaseRecord free{.holder = "", .duration_seconds = 1};
  transport_.Stream(
      {.lines = {R"({"type":"MODIFIED","object":)" + EncodeLease("ns", "l", free, "2") + "}"},
       .before_end = [&] { server_.Set(free); }});
  Run([&](base::Duration) { stop_.request_stop(); });
  EXPECT_EQ(story_, (Texts{"leader other", "leader me", "started", "stopped, held by me"}));
  EXPECT_EQ(runtime_.waits, (std::vector<base::Duration>{2s})) << "only that of the new leader";
}

TEST_F(ElectorTest, UsesItsOwnClockNotTheTimesInTheRecord) {
  // The other's clock is a year behind; it renews every 5 s.
  const base::TimePoint past = fakes::ManualClock::kStart - std::chrono::hours(24 * 365);
  server_.Set({.holder = "other", .duration_seconds = 15, .renewed = past});
  base::Duration renewed{0};
  Run([&](base::Duration passed) {
    if (passed - renewed >= 5s) {
      renewed = passed;
      server_.Set({.holder = "other", .duration_seconds = 15, .renewed = past + passed});
    }
    if (passed >= 120s) {
      stop_.request_stop();
    }
  });
  EXPECT_EQ(story_, Texts{"leader other"});
}

TEST_F(ElectorTest, IgnoresChangesOfTheWallClock) {
  server_.Set({.holder = "other", .duration_seconds = 15, .renewed = fakes::ManualClock::kStart});
  Run([&](base::Duration passed) {
    runtime_.clock.SetWall(fakes::ManualClock::kStart + std::chrono::hours(48));
    if (passed >= 10s) {
      stop_.request_stop();
    }
  });
  EXPECT_EQ(story_, Texts{"leader other"});
}

TEST_F(ElectorTest, TakesAReleasedLeaseImmediately) {
  server_.Set({.holder = "", .duration_seconds = 1, .transitions = 7});
  Run([&](base::Duration) { stop_.request_stop(); });
  EXPECT_EQ(story_, (Texts{"leader me", "started", "stopped, held by me"}));
  EXPECT_EQ(server_.record.transitions, 8);
}

TEST_F(ElectorTest, TakesItsOwnLeaseAgainImmediately) {
  server_.Set({.holder = "me", .duration_seconds = 15, .transitions = 7});
  Run([&](base::Duration) { stop_.request_stop(); });
  EXPECT_EQ(server_.record.transitions, 7);
}

TEST_F(ElectorTest, AddsJitterToItsAttemptsToAcquire) {
  server_.Set({.holder = "other", .duration_seconds = 1000});
  Run([&](base::Duration passed) {
    if (passed >= 100s) {
      stop_.request_stop();
    }
  });
  for (const base::Duration wait : runtime_.waits) {
    EXPECT_GE(wait, 2s);
    EXPECT_LE(wait, 4400ms);
  }
  EXPECT_NE(runtime_.waits[0], runtime_.waits[1]);
}

TEST_F(ElectorTest, LosesTheLeaseIfItCannotRenewForTenSeconds) {
  base::Duration down_at{0};
  base::Duration last{0};
  EXPECT_EQ(Run([&](base::Duration passed) {
              if (passed >= 6s && !server_.down) {
                server_.down = true;
                down_at = passed;
              }
              last = passed;
            }),
            ElectionEnd::kLost);
  EXPECT_EQ(story_.back(), "stopped, held by me");
  EXPECT_EQ(last - down_at, 8s) << "ten seconds after the renewal before";
  EXPECT_EQ(server_.record.holder, "me") << "what is lost is not released";
}

TEST_F(ElectorTest, CountsARenewalFromTheTimeOfItsRequest) {
  int renewals = 0;
  on_request_ = [&](const HttpRequest& request) {
    if (request.method == "PUT" && ++renewals == 1) {
      runtime_.clock.Advance(3s);  // this answer takes long
    }
    server_.down = renewals > 1;  // and it is the last one
  };
  base::Duration last{0};
  EXPECT_EQ(Run([&](base::Duration passed) { last = passed; }), ElectionEnd::kLost);
  EXPECT_EQ(last, 12s) << "sent at 2 s, answered at 5 s";
}

TEST_F(ElectorTest, ContinuesAfterALostResponse) {
  bool lost = false;
  Run([&](base::Duration passed) {
    server_.lose_answers = passed >= 4s && !lost;
    lost = lost || server_.lose_answers;
    if (passed >= 20s) {
      stop_.request_stop();
    }
  });
  EXPECT_EQ(story_.back(), "stopped, held by me");
  EXPECT_EQ(server_.record.transitions, 0);
}

TEST_F(ElectorTest, StopsLeadingImmediatelyIfAnotherHasTheLease) {
  base::Duration last{0};
  EXPECT_EQ(Run([&](base::Duration passed) {
              if (passed == 4s) {
                server_.Set({.holder = "other", .duration_seconds = 15});
              }
              last = passed;
            }),
            ElectionEnd::kLost);
  EXPECT_EQ(last, 4s);
  EXPECT_EQ(server_.record.holder, "other");
}

TEST_F(ElectorTest, ReleasesDespiteAConflict) {
  bool conflict = false;
  on_request_ = [&](const HttpRequest& request) {
    if (stop_.stop_requested() && request.method == "PUT" && !conflict) {
      conflict = true;
      server_.Set(server_.record);  // somebody touched it, e.g. its labels
    }
  };
  Run([&](base::Duration) { stop_.request_stop(); });
  EXPECT_TRUE(conflict);
  EXPECT_EQ(server_.record.holder, "");
}

TEST_F(ElectorTest, EndsWithoutLeadingWhenItIsStopped) {
  server_.Set({.holder = "other", .duration_seconds = 15});
  EXPECT_EQ(Run([&](base::Duration) { stop_.request_stop(); }), ElectionEnd::kStopped);
  EXPECT_EQ(server_.record.holder, "other");
}

TEST(LeaseElector, DoesNotWaitForARequestThatHangs) {
  fakes::ScriptedTransport transport;
  FakeRuntime runtime;
  std::stop_source stop;
  transport.Hang();
  transport.AnswerWith([&](const HttpRequest& request) {
    stop.request_stop();
    EXPECT_EQ(request.path, kPath);
    return HttpResponse{.status = 503};
  });
  LeaseElector elector(transport, runtime.Make(),
                       {.ns = "ns", .name = "l", .identity = "me", .request_timeout = 1ms}, {});
  EXPECT_EQ(elector.Run(stop.get_token()), ElectionEnd::kStopped);
  EXPECT_EQ(transport.Requests().size(), 2U);
}

TEST(LeaseElector, RejectsInconsistentDurations) {
  fakes::ScriptedTransport transport;
  FakeRuntime runtime;
  const auto make = [&](LeaseOptions options) {
    options.ns = "ns";
    options.name = "l";
    LeaseElector(transport, runtime.Make(), options, {});
  };
  EXPECT_NO_THROW(make({.identity = "me"}));
  EXPECT_THROW(make({}), base::ConfigurationError) << "no identity";
  EXPECT_THROW(make({.identity = "me", .lease = 10s, .renew = 10s}), base::ConfigurationError);
  EXPECT_THROW(make({.identity = "me", .renew = 2400ms, .retry = 2s}), base::ConfigurationError);
}

}  // namespace
}  // namespace executioner::kube
