#include "controller/kube/client.h"

#include <gtest/gtest.h>

#include "tests/fakes/scripted_transport.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::kube {
namespace {

using std::chrono::seconds;

TEST(ResourcePath, KnowsCoreAndOtherGroups) {
  EXPECT_EQ(ResourcePath(kPods, "ns"), "/api/v1/namespaces/ns/pods");
  EXPECT_EQ(ResourcePath(kPods, ""), "/api/v1/pods");
  const Resource workflows{"executioner.dev", "v1alpha1", "workflows"};
  EXPECT_EQ(ResourcePath(workflows, "ns", "w", "status"),
            "/apis/executioner.dev/v1alpha1/namespaces/ns/workflows/w/status");
  EXPECT_EQ(ResourcePath(kNamespaces, "", "ns"), "/api/v1/namespaces/ns");
}

TEST(EncodeQuery, EscapesEverythingExceptUnreservedCharacters) {
  EXPECT_EQ(EncodeQuery("a-b._~9"), "a-b._~9");
  EXPECT_EQ(EncodeQuery("a=b,c in (d)&\xC3\xA4"), "a%3Db%2Cc%20in%20%28d%29%26%C3%A4");
}

class ClientTest : public testing::Test {
 protected:
  fakes::ScriptedTransport server_;
  FakeRuntime runtime_;
  Client client_{server_, runtime_.Make()};
};

TEST_F(ClientTest, SendsVerbsWithTheirContentTypes) {
  for (int i = 0; i < 6; ++i) {
    server_.Answer(200, "{}");
  }
  client_.Create("/c", "1");
  client_.Update("/u", "2");
  client_.Patch("/p", PatchType::kJson, "3");
  client_.Patch("/p", PatchType::kMerge, "4");
  client_.Patch("/p", PatchType::kStrategic, "5");
  client_.Delete("/d");
  const char* expected[][3] = {{"POST", "/c", "application/json"},
                               {"PUT", "/u", "application/json"},
                               {"PATCH", "/p", "application/json-patch+json"},
                               {"PATCH", "/p", "application/merge-patch+json"},
                               {"PATCH", "/p", "application/strategic-merge-patch+json"},
                               {"DELETE", "/d", ""}};
  const auto requests = server_.Requests();
  ASSERT_EQ(requests.size(), std::size(expected));
  for (std::size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i].method, expected[i][0]);
    EXPECT_EQ(requests[i].path, expected[i][1]);
    EXPECT_EQ(requests[i].content_type, expected[i][2]);
  }
}

TEST_F(ClientTest, ReportsCreationsWhoseVersionsGoBack) {
  const auto created = [](int version) {
    return R"({"metadata":{"resourceVersion":")" + std::to_string(version) + R"("}})";
  };
  int rewinds = 0;
  client_.on_rewind = [&] { ++rewinds; };
  for (const int version : {99, 100, 102, 101, 50, 51}) {
    server_.Answer(201, created(version));
  }
  client_.Create("/api/v1/namespaces/a/pods", "{}");
  client_.Create("/api/v1/namespaces/b/pods", "{}");
  PendingResult first = client_.StartCreate("/api/v1/namespaces/a/pods", "{}");
  PendingResult second = client_.StartCreate("/api/v1/namespaces/a/pods", "{}");
  client_.Finish(std::move(first));
  client_.Finish(std::move(second));
  EXPECT_EQ(rewinds, 0) << "two on their way at once come in any order";
  client_.Create("/api/v1/namespaces/a/pods", "{}");
  EXPECT_EQ(rewinds, 1);
  client_.Create("/api/v1/namespaces/a/pods", "{}");
  EXPECT_EQ(rewinds, 1) << "told once";
}

TEST_F(ClientTest, ReturnsTheBodyOrTheError) {
  server_.Answer(201, "object");
  server_.Answer(404, StatusJson(404, "NotFound", "gone"));
  EXPECT_EQ(client_.Create("/c", "{}").OrThrow(), "object");
  const ApiResult missing = client_.Get("/g");
  EXPECT_TRUE(missing.status.IsNotFound());
  EXPECT_THROW(missing.OrThrow(), KubeApiError);
}

TEST_F(ClientTest, RetriesATransientGetWithGrowingDelays) {
  server_.Answer(0, "reset");
  server_.Answer(503, "");
  server_.Answer(200, "here");
  EXPECT_EQ(client_.Get("/g").OrThrow(), "here");
  ASSERT_EQ(runtime_.waits.size(), 2U);
  EXPECT_GE(runtime_.waits[0].count(), 100);
  EXPECT_GE(runtime_.waits[1].count(), 200);
}

TEST_F(ClientTest, RetriesAGetAtMostFiveTimes) {
  EXPECT_FALSE(client_.Get("/g").ok);
  EXPECT_EQ(server_.Requests().size(), 6U);
}

TEST_F(ClientTest, DoesNotRetryARejectedGet) {
  server_.Answer(403, StatusJson(403, "Forbidden"));
  EXPECT_FALSE(client_.Get("/g").ok);
  EXPECT_EQ(server_.Requests().size(), 1U);
}

TEST_F(ClientTest, NeverRetriesAWrite) {
  for (int i = 0; i < 4; ++i) {
    server_.Answer(503, "");
  }
  EXPECT_FALSE(client_.Create("/c", "{}").ok);
  EXPECT_FALSE(client_.Update("/u", "{}").ok);
  EXPECT_FALSE(client_.Patch("/p", PatchType::kMerge, "{}").ok);
  EXPECT_FALSE(client_.Delete("/d").ok);
  EXPECT_EQ(server_.Requests().size(), 4U);
}

TEST_F(ClientTest, DelaysEveryRequestAfterRetryAfter) {
  server_.Answer({.status = 429, .retry_after = seconds(3)});
  server_.Answer(201, "");
  EXPECT_FALSE(client_.Create("/first", "{}").ok);
  EXPECT_TRUE(runtime_.waits.empty());
  EXPECT_TRUE(client_.Create("/second", "{}").ok);
  EXPECT_EQ(runtime_.waits, std::vector<base::Duration>{seconds(3)});
}

TEST_F(ClientTest, DoesNotDelayRequestsForAWebhook) {
  server_.Answer({.status = 429,
                  .body =
                      R"({"kind":"Status","code":429,"message":"admission webhook \"w\" denied )"
                      R"(the request: wait","details":{"retryAfterSeconds":60}})",
                  .retry_after = seconds(60)});
  server_.Answer(201, "");
  EXPECT_FALSE(client_.Create("/first", "{}").ok);
  EXPECT_TRUE(client_.Create("/second", "{}").ok);
  EXPECT_TRUE(runtime_.waits.empty());
}

TEST_F(ClientTest, IgnoresAnAbsurdRetryAfter) {
  server_.Answer({.status = 503, .retry_after = seconds(86400)});
  server_.Answer(201, "");
  client_.Create("/first", "{}");
  client_.Create("/second", "{}");
  EXPECT_EQ(runtime_.waits, std::vector<base::Duration>{seconds(60)});
}

TEST_F(ClientTest, DoesNotRetryAfterStop) {
  std::stop_source stop;
  stop.request_stop();
  client_.StopWith(stop.get_token());
  server_.Answer(503, "");
  EXPECT_FALSE(client_.Get("/g").ok);
  EXPECT_EQ(server_.Requests().size(), 1U);
}

TEST_F(ClientTest, ReportsEachFinishedRequest) {
  std::vector<std::string> told;
  client_.on_request = [&](std::string_view method, int status, double took) {
    told.push_back(std::string(method) + " " + std::to_string(status) + " " +
                   std::to_string(static_cast<int>(took)));
  };
  server_.AnswerWith([&](const HttpRequest&) {
    runtime_.clock.Advance(seconds(2));
    return HttpResponse{.status = 201};
  });
  server_.Answer(404, "");
  client_.Create("/c", "{}");
  client_.Get("/g");
  // `sent` is read before the transport is asked, so the time includes it.
  EXPECT_EQ(told, (std::vector<std::string>{"POST 201 2", "GET 404 0"}));
}

TEST_F(ClientTest, StartsManyBeforeItFinishesOne) {
  server_.Answer(201, "one");
  server_.Answer(201, "two");
  PendingResult first = client_.StartCreate("/a", "{}");
  PendingResult second = client_.StartCreate("/b", "{}");
  EXPECT_EQ(server_.Requests().size(), 2U);
  EXPECT_EQ(client_.Finish(std::move(second)).body, "two");
  EXPECT_EQ(client_.Finish(std::move(first)).body, "one");
}

}  // namespace
}  // namespace executioner::kube
