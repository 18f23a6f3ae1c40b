/// \file
/// A lease on a test server, and an elector whose waits advance the clock.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "controller/kube/lease_elector.h"
#include "tests/fakes/scripted_transport.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

/// A Lease on a simulated API server: versions, conflicts, and injected faults.
class LeaseServer {
 public:
  HttpResponse Handle(const HttpRequest& request) {
    if (down) {
      return {.status = 0, .body = "connection refused"};
    }
    if (request.method == "GET") {
      return version == 0 ? HttpResponse{.status = 404}
                          : HttpResponse{.status = 200, .body = Text()};
    }
    if (refusal != 0) {
      return {.status = refusal, .body = StatusJson(refusal, "Refused")};
    }
    const ReadLease asked = DecodeLease(request.body).value();
    const bool creates = request.method == "POST";
    if (creates ? version != 0 : asked.resource_version != std::to_string(version)) {
      return {.status = 409, .body = StatusJson(409, creates ? "AlreadyExists" : "Conflict")};
    }
    Set(asked.record);
    return lose_answers ? HttpResponse{.status = 0, .body = "reset"}
                        : HttpResponse{.status = creates ? 201 : 200, .body = Text()};
  }

  void Set(LeaseRecord next) {
    record = std::move(next);
    ++version;
  }

  std::string Text() const { return EncodeLease("ns", "l", record, std::to_string(version)); }

  LeaseRecord record = {};
  int version = 0;
  bool down = false;
  bool lose_answers = false;
  int refusal = 0;  ///< the status with which every write fails
};

class ElectorTest : public testing::Test {
 protected:
  ElectorTest() {
    for (int i = 0; i < 1000; ++i) {
      transport_.AnswerWith([this](const HttpRequest& request) {
        if (on_request_) {
          on_request_(request);
        }
        return server_.Handle(request);
      });
    }
  }

  /// Runs the elector. Waits advance the clock and then call `on_wait` with the time since the
  /// start.
  ElectionEnd Run(std::function<void(base::Duration passed)> on_wait) {
    Runtime runtime = runtime_.Make();
    const auto start = runtime_.clock.Steady();
    runtime.wait = [this, start, on_wait = std::move(on_wait)](base::Duration delay,
                                                               const std::stop_token& stop) {
      runtime_.waits.push_back(delay);
      runtime_.clock.Advance(delay);
      on_wait(std::chrono::floor<base::Duration>(runtime_.clock.Steady() - start));
      return !stop.stop_requested();
    };
    LeaseElector elector(
        transport_, std::move(runtime),
        {.ns = "ns", .name = "l", .identity = "me", .takes_over = takes_over_},
        {.on_started_leading = [this] { story_.emplace_back("started"); },
         .on_stopped_leading =
             [this] { story_.push_back("stopped, held by " + server_.record.holder); },
         .on_new_leader = [this](const std::string& who) { story_.push_back("leader " + who); },
         .on_rewind = [this] { story_.emplace_back("rewound"); }});
    const ElectionEnd end = elector.Run(stop_.get_token());
    EXPECT_FALSE(elector.IsLeader());
    return end;
  }

  std::ptrdiff_t Count(std::string_view method) const {
    return std::ranges::count(transport_.Requests(), method, &HttpRequest::method);
  }

  LeaseServer server_;
  fakes::ScriptedTransport transport_;
  FakeRuntime runtime_;
  std::stop_source stop_;
  std::function<void(const HttpRequest&)> on_request_;
  bool takes_over_ = false;
  Texts story_;
};

}  // namespace executioner::kube
