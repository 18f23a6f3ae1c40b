#include "controller/adapters/pods/release_all.h"

#include <gtest/gtest.h>

#include "controller/adapters/pods/names.h"
#include "controller/kube/api_error.h"
#include "tests/fakes/scripted_transport.h"
#include "tests/unit/kube/kube_fixture.h"

namespace executioner::pods {
namespace {

constexpr int kOk = 200;

std::string PodJson(const std::string& name, bool is_ours) {
  return R"({"metadata":{"namespace":"ns","uid":"u","name":")" + name + R"(","finalizers":[)" +
         (is_ours ? '"' + std::string(kRecordFinalizer) + '"' : R"("example.org/other")") + "]}}";
}

std::string Page(const std::string& items, const std::string& next = "") {
  return R"({"metadata":{"continue":")" + next + R"("},"items":[)" + items + "]}";
}

class Leaving : public testing::Test {
 protected:
  /// "GET PATH" and "PATCH PATH" of all requests; queries are left out but for a page's token.
  std::vector<std::string> Requests() const {
    std::vector<std::string> requests;
    for (const kube::HttpRequest& request : transport_.Requests()) {
      const std::size_t token = request.path.find("&continue=");
      requests.push_back(request.method + " " + request.path.substr(0, request.path.find('?')) +
                         (token == std::string::npos ? "" : request.path.substr(token)));
    }
    return requests;
  }

  fakes::ScriptedTransport transport_;
  kube::FakeRuntime runtime_;
  kube::Client client_{transport_, runtime_.Make()};
};

TEST_F(Leaving, ReadsEveryPageAndPatchesOnlyOurPods) {
  transport_.Answer(kOk, Page(PodJson("a", true) + "," + PodJson("foreign", false), "more"));
  transport_.Answer(kOk, "{}");
  transport_.Answer(kOk, Page(PodJson("b", true)));
  transport_.Answer(kOk, "{}");
  EXPECT_EQ(ReleaseAll(client_, {}), 2U);
  EXPECT_EQ(transport_.Requests()[1].body.find(kReleasedLabel), std::string::npos)
      << "nobody has read how it ended";
  EXPECT_EQ(Requests(),
            (std::vector<std::string>{"GET /api/v1/pods", "PATCH /api/v1/namespaces/ns/pods/a",
                                      "GET /api/v1/pods&continue=more",
                                      "PATCH /api/v1/namespaces/ns/pods/b"}));
}

TEST_F(Leaving, ReadsEachNamespace) {
  transport_.Answer(kOk, Page(""));
  transport_.Answer(kOk, Page(""));
  EXPECT_EQ(ReleaseAll(client_, {"one", "two"}), 0U);
  EXPECT_EQ(Requests(), (std::vector<std::string>{"GET /api/v1/namespaces/one/pods",
                                                  "GET /api/v1/namespaces/two/pods"}));
}

TEST_F(Leaving, AcceptsAPodThatIsGone) {
  transport_.Answer(kOk, Page(PodJson("a", true)));
  transport_.Answer(404, "{}");
  EXPECT_EQ(ReleaseAll(client_, {}), 1U);
}

TEST_F(Leaving, ReportsARejection) {
  transport_.Answer(kOk, Page(PodJson("a", true)));
  transport_.Answer(403, "{}");
  EXPECT_THROW(ReleaseAll(client_, {}), kube::KubeApiError);
}

}  // namespace
}  // namespace executioner::pods
