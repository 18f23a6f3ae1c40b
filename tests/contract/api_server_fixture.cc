#include "tests/contract/api_server_fixture.h"

#include <cstdlib>
#include <utility>

#include "tests/contract/real_api_server.h"
#include "tests/fakes/fake_api_server.h"
#include "tests/fakes/manual_clock.h"

namespace executioner::fakes {
namespace {

using nlohmann::json;

class FakeServer : public TestServer {
 public:
  kube::Transport& Api() override { return server_; }

 private:
  ManualClock clock_;
  FakeApiServer server_{clock_};
};

/// Keeps events and says when the last one that is wanted has come.
class EventSink : public kube::LineSink {
 public:
  explicit EventSink(const std::function<bool(const json&)>& last) : last_(last) {}

  bool Line(std::string_view line) noexcept override {
    events_.push_back(json::parse(line, nullptr, false));
    return !last_(events_.back());
  }

  std::vector<json> Take() { return std::move(events_); }

 private:
  const std::function<bool(const json&)>& last_;
  std::vector<json> events_;
};

/// Nothing in these tests changes the environment.
std::string KubeconfigPath() {
  const char* path = std::getenv("KUBECONFIG");  // NOLINT(concurrency-mt-unsafe)
  return path == nullptr ? "" : path;
}

}  // namespace

std::unique_ptr<TestServer> MakeTestServer(std::string_view kind) {
  if (kind == "Real") {
    return ConnectToRealServer(KubeconfigPath());
  }
  return std::make_unique<FakeServer>();
}

std::vector<std::string> TestServerKinds() {
  return KubeconfigPath().empty() ? std::vector<std::string>{"Fake"}
                                  : std::vector<std::string>{"Fake", "Real"};
}

void ApiServerContract::SetUp() {
  server_ = MakeTestServer(GetParam());
  const Answer made = Post(
      "/api/v1/namespaces",
      {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"generateName", "contract-"}}}});
  ASSERT_EQ(made.status, 201) << made.body.dump();
  ns_ = made.Meta("name");
  // A real server admits no pod before its service account is there.
  Post("/api/v1/namespaces/" + ns_ + "/serviceaccounts",
       {{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", {{"name", "default"}}}});
}

void ApiServerContract::TearDown() {
  if (!ns_.empty()) {
    Delete("/api/v1/namespaces/" + ns_);
  }
}

Answer ApiServerContract::Send(std::string method, const std::string& path, std::string type,
                               const json& body) {
  const kube::HttpResponse response =
      server_->Api().Send({.method = std::move(method),
                           .path = path,
                           .content_type = std::move(type),
                           .body = body.is_null() ? "" : body.dump()});
  return {response.status, json::parse(response.body, nullptr, false)};
}

Answer ApiServerContract::Get(const std::string& path) {
  return Send("GET", path, "", {});
}

Answer ApiServerContract::Post(const std::string& path, const json& body) {
  return Send("POST", path, "application/json", body);
}

Answer ApiServerContract::Put(const std::string& path, const json& body) {
  return Send("PUT", path, "application/json", body);
}

Answer ApiServerContract::Delete(const std::string& path, const json& options) {
  return Send("DELETE", path, "application/json", options);
}

Answer ApiServerContract::Patch(const std::string& path, const std::string& type,
                                const json& body) {
  return Send("PATCH", path, "application/" + type + "-patch+json", body);
}

std::vector<json> ApiServerContract::Watch(const std::string& path_and_query,
                                           const std::function<bool(const json&)>& last) {
  EventSink sink(last);
  const std::string separator = path_and_query.find('?') == std::string::npos ? "?" : "&";
  server_->Api().Stream(
      {.method = "GET", .path = path_and_query + separator + "watch=1&timeoutSeconds=90"}, sink,
      std::chrono::seconds{100}, {});
  return sink.Take();
}

json ApiServerContract::MakePod(const std::string& name, const json& metadata) {
  json pod = {{"apiVersion", "v1"},
              {"kind", "Pod"},
              {"metadata", {{"name", name}}},
              {"spec",
               {{"restartPolicy", "Never"},
                {"schedulerName", "nobody"},
                {"activeDeadlineSeconds", 100},
                {"containers", {{{"name", "job"}, {"image", "example.test/none"}}}}}}};
  if (metadata.is_object()) {
    pod["metadata"].update(metadata);
  }
  const Answer made = Post(Pods(), pod);
  EXPECT_EQ(made.status, 201) << made.body.dump();
  return made.body;
}

json ApiServerContract::MakeWorkflow(const std::string& name) {
  const Answer made =
      Post(Workflows(), {{"apiVersion", "executioner.dev/v1alpha1"},
                         {"kind", "Workflow"},
                         {"metadata", {{"name", name}}},
                         {"spec", {{"jobs", {{{"name", "a"}, {"image", "example.test/none"}}}}}}});
  EXPECT_EQ(made.status, 201) << made.body.dump();
  return made.body;
}

json OwnerReference(const json& owner) {
  return {{"apiVersion", owner.at("apiVersion")},
          {"kind", owner.at("kind")},
          {"name", owner.at("metadata").at("name")},
          {"uid", owner.at("metadata").at("uid")},
          {"controller", true},
          {"blockOwnerDeletion", true}};
}

}  // namespace executioner::fakes
