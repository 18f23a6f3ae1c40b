#include "controller/kube/event_recorder.h"

#include <gtest/gtest.h>

#include "tests/fakes/scripted_transport.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

EventSpec Spec(std::string reason) {
  return {.regarding = {"executioner.dev/v1alpha1", "Workflow", "ns", "w", "uid"},
          .reason = std::move(reason),
          .action = "Act"};
}

/// Runs the recorder on the test's thread: the script's last answer stops it.
class EventRecorderTest : public testing::Test {
 protected:
  void Answer(int status, std::string body = "{}") { server_.Answer(status, std::move(body)); }

  void AnswerAndStop(int status, const std::string& body = "{}") {
    server_.AnswerWith([this, status, body](const HttpRequest&) {
      stop_.request_stop();
      return HttpResponse{.status = status, .body = body};
    });
  }

  void Run() { recorder_.Run(stop_.get_token()); }

  Texts Requests() const {
    Texts requests;
    for (const HttpRequest& request : server_.Requests()) {
      requests.push_back(request.method + " " + request.path.substr(0, request.path.find('.')));
    }
    return requests;
  }

  fakes::ScriptedTransport server_;
  FakeRuntime runtime_;
  Client client_{server_, runtime_.Make()};
  EventRecorder recorder_{
      client_,
      runtime_.Make(),
      {.controller = "example.com/controller", .instance = "me", .queue_limit = 3}};
  std::stop_source stop_;
};

constexpr const char* kCreate = "POST /apis/events";
constexpr const char* kPatch = "PATCH /apis/events";

TEST_F(EventRecorderTest, CreatesAnEvent) {
  AnswerAndStop(201);
  recorder_.Event(Spec("JobStarted"));
  Run();
  const auto requests = server_.Requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].path, "/apis/events.k8s.io/v1/namespaces/ns/events");
  const auto json = nlohmann::json::parse(requests[0].body);
  EXPECT_EQ(json["reason"], "JobStarted");
  EXPECT_EQ(json["reportingInstance"], "me");
  EXPECT_EQ(recorder_.Dropped(), 0U);
}

TEST_F(EventRecorderTest, PatchesTheSeriesOfARepeatedEvent) {
  Answer(201);
  AnswerAndStop(200);
  recorder_.Event(Spec("A"));
  recorder_.Event(Spec("A"));
  Run();
  EXPECT_EQ(Requests(), (Texts{kCreate, kPatch}));
  const auto requests = server_.Requests();
  const std::string name = nlohmann::json::parse(requests[0].body)["metadata"]["name"];
  EXPECT_EQ(requests[1].path, "/apis/events.k8s.io/v1/namespaces/ns/events/" + name);
  EXPECT_EQ(requests[1].content_type, "application/merge-patch+json");
}

TEST_F(EventRecorderTest, CreatesADeletedEventAgain) {
  Answer(201);
  Answer(404, StatusJson(404, "NotFound"));
  AnswerAndStop(201);
  recorder_.Event(Spec("A"));
  recorder_.Event(Spec("A"));
  Run();
  EXPECT_EQ(Requests(), (Texts{kCreate, kPatch, kCreate}));
  EXPECT_EQ(nlohmann::json::parse(server_.Requests()[2].body)["series"]["count"], 2);
  EXPECT_EQ(recorder_.Dropped(), 0U);
}

TEST_F(EventRecorderTest, DropsAndCountsEventsIfTheQueueIsFull) {
  for (int i = 0; i < 5; ++i) {
    recorder_.Event(Spec("A" + std::to_string(i)));
  }
  EXPECT_EQ(recorder_.Dropped(), 2U);
}

TEST_F(EventRecorderTest, RetriesEventsThatTheServerCouldNotAccept) {
  Answer(503);
  Answer(0, "refused");
  AnswerAndStop(201);
  recorder_.Event(Spec("A"));
  Run();
  EXPECT_EQ(Requests().size(), 3U);
  EXPECT_EQ(runtime_.waits, (std::vector<base::Duration>{10s, 10s}));
  EXPECT_EQ(recorder_.Dropped(), 0U);
}

TEST_F(EventRecorderTest, GivesUpAfterTwelveAttempts) {
  for (int i = 0; i < 11; ++i) {
    Answer(503);
  }
  AnswerAndStop(503);
  recorder_.Event(Spec("A"));
  Run();
  EXPECT_EQ(Requests().size(), 12U);
  EXPECT_EQ(recorder_.Dropped(), 1U);
}

TEST_F(EventRecorderTest, DoesNotRetryInATerminatingNamespace) {
  AnswerAndStop(403, StatusJson(403, "Forbidden", "terminating", "NamespaceTerminating"));
  recorder_.Event(Spec("A"));
  Run();
  EXPECT_EQ(Requests().size(), 1U);
  EXPECT_EQ(recorder_.Dropped(), 1U);
}

TEST_F(EventRecorderTest, AcceptsAnExistingEventAsItsOwn) {
  Answer(0, "reset after the write");
  AnswerAndStop(409, StatusJson(409, "AlreadyExists"));
  recorder_.Event(Spec("A"));
  Run();
  EXPECT_EQ(recorder_.Dropped(), 0U);
}

TEST_F(EventRecorderTest, WritesASeriesThatEnded) {
  Answer(201);
  server_.AnswerWith([&](const HttpRequest&) {
    recorder_.Event(Spec("B"));
    return HttpResponse{.status = 200};
  });
  server_.AnswerWith([&](const HttpRequest&) {
    runtime_.clock.Advance(7min);
    return HttpResponse{.status = 201};
  });
  AnswerAndStop(200);
  for (int i = 0; i < 3; ++i) {
    recorder_.Event(Spec("A"));
  }
  Run();
  EXPECT_EQ(Requests(), (Texts{kCreate, kPatch, kCreate, kPatch}));
  EXPECT_EQ(nlohmann::json::parse(server_.Requests()[3].body)["series"]["count"], 3);
}

TEST_F(EventRecorderTest, SendsTheRestOnStop) {
  stop_.request_stop();
  Answer(201);
  Answer(200);
  Answer(200);
  for (int i = 0; i < 3; ++i) {
    recorder_.Event(Spec("A"));
  }
  Run();
  EXPECT_EQ(Requests(), (Texts{kCreate, kPatch, kPatch}));
  EXPECT_EQ(nlohmann::json::parse(server_.Requests()[2].body)["series"]["count"], 3);
}

TEST_F(EventRecorderTest, StopsSendingAtTheFlushTimeout) {
  stop_.request_stop();
  server_.AnswerWith([&](const HttpRequest&) {
    runtime_.clock.Advance(2s);
    return HttpResponse{.status = 201};
  });
  recorder_.Event(Spec("A"));
  recorder_.Event(Spec("B"));
  Run();
  EXPECT_EQ(Requests().size(), 1U);
  EXPECT_EQ(recorder_.Dropped(), 1U);
}

}  // namespace
}  // namespace executioner::kube
