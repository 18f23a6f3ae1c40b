/// \file
/// The fixture of the contract tests of the API server: the same requests to the fake and, if
/// KUBECONFIG is set, to a real kube-apiserver.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "controller/kube/transport.h"

namespace executioner::fakes {

/// A response of the API server with its parsed body.
struct Answer {
  int status = 0;
  nlohmann::json body = {};

  std::string Reason() const { return body.value("reason", ""); }

  /// Returns the value at a JSON pointer, or null.
  nlohmann::json operator[](const char* pointer) const {
    const nlohmann::json::json_pointer path(pointer);
    return body.contains(path) ? body.at(path) : nlohmann::json{};
  }

  /// Returns a field of the metadata as text.
  std::string Meta(const char* field) const {
    return body.at("metadata").at(field).get<std::string>();
  }
};

/// A server for the tests, and its dependencies.
class TestServer {
 public:
  virtual ~TestServer() = default;
  virtual kube::Transport& Api() = 0;
};

/// \param kind  "Fake" or "Real"
std::unique_ptr<TestServer> MakeTestServer(std::string_view kind);

/// Returns "Fake", and "Real" if KUBECONFIG is set.
std::vector<std::string> TestServerKinds();

/// Each test has its own namespace, which is deleted at its end.
class ApiServerContract : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  void TearDown() override;

  Answer Get(const std::string& path);
  Answer Post(const std::string& path, const nlohmann::json& body);
  Answer Put(const std::string& path, const nlohmann::json& body);
  Answer Delete(const std::string& path, const nlohmann::json& options = nlohmann::json::object());
  /// \param type  "json", "merge" or "strategic-merge"
  Answer Patch(const std::string& path, const std::string& type, const nlohmann::json& body);

  /// Reads a watch until `last` returns true, or for ninety seconds, because a garbage collector
  /// discovers new kinds only every thirty seconds. \return all events
  std::vector<nlohmann::json> Watch(const std::string& path_and_query,
                                    const std::function<bool(const nlohmann::json&)>& last);

  std::string Pods() const { return "/api/v1/namespaces/" + ns_ + "/pods"; }

  std::string Workflows() const {
    return "/apis/executioner.dev/v1alpha1/namespaces/" + ns_ + "/workflows";
  }

  /// Creates a pod with these fields of metadata. \return the stored pod
  nlohmann::json MakePod(const std::string& name, const nlohmann::json& metadata = {});
  nlohmann::json MakeWorkflow(const std::string& name);

  std::string ns_;

 private:
  Answer Send(std::string method, const std::string& path, std::string type,
              const nlohmann::json& body);

  std::unique_ptr<TestServer> server_;
};

/// Returns an ownerReference to a stored object.
nlohmann::json OwnerReference(const nlohmann::json& owner);

}  // namespace executioner::fakes
