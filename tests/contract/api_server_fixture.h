/// \file
/// What the contract tests of the API server stand on: the same requests against the fake and, when
/// KUBECONFIG is set, against a real kube-apiserver.
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

/// An answer of the API server with its body read.
struct Answer {
  int status = 0;
  nlohmann::json body = {};

  std::string Reason() const { return body.value("reason", ""); }

  /// What a JSON pointer leads to; null when there is nothing.
  nlohmann::json operator[](const char* pointer) const {
    const nlohmann::json::json_pointer path(pointer);
    return body.contains(path) ? body.at(path) : nlohmann::json{};
  }

  /// A field of the answer's metadata, as text.
  std::string Meta(const char* field) const {
    return body.at("metadata").at(field).get<std::string>();
  }
};

/// A server for the tests, and what must outlive it.
class TestServer {
 public:
  virtual ~TestServer() = default;
  virtual kube::Transport& Api() = 0;
};

/// \param kind  "Fake" or "Real"
std::unique_ptr<TestServer> MakeTestServer(std::string_view kind);

/// "Fake", and "Real" when KUBECONFIG is set.
std::vector<std::string> TestServerKinds();

/// Each test has a namespace of its own, which is deleted at its end.
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

  /// Reads a watch until `last` says so, or for ninety seconds: a garbage collector learns of a new
  /// kind only every thirty. \return all events
  std::vector<nlohmann::json> Watch(const std::string& path_and_query,
                                    const std::function<bool(const nlohmann::json&)>& last);

  std::string Pods() const { return "/api/v1/namespaces/" + ns_ + "/pods"; }

  std::string Workflows() const {
    return "/apis/executioner.dev/v1alpha1/namespaces/" + ns_ + "/workflows";
  }

  /// Creates a pod with these fields of metadata. \return as stored
  nlohmann::json MakePod(const std::string& name, const nlohmann::json& metadata = {});
  nlohmann::json MakeWorkflow(const std::string& name);

  std::string ns_;

 private:
  Answer Send(std::string method, const std::string& path, std::string type,
              const nlohmann::json& body);

  std::unique_ptr<TestServer> server_;
};

/// An ownerReference to a stored object.
nlohmann::json OwnerReference(const nlohmann::json& owner);

}  // namespace executioner::fakes
