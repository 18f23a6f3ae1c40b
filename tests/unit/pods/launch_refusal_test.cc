/// \file
/// The answers are those of kube-apiserver 1.36, word for word.
#include "controller/adapters/pods/launch_refusal.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/fakes/manual_clock.h"

namespace executioner::pods {
namespace {

using domain::Reason;
using engine::LaunchResult;
using Json = nlohmann::json;

constexpr auto kNow = fakes::ManualClock::kStart;

LaunchResult Read(int code, const std::string& reason, const std::string& message,
                  const Json& details = nullptr) {
  Json body = {{"kind", "Status"},    {"apiVersion", "v1"}, {"metadata", Json::object()},
               {"status", "Failure"}, {"code", code},       {"message", message}};
  if (!reason.empty()) {
    body["reason"] = reason;
  }
  if (!details.is_null()) {
    body["details"] = details;
  }
  return ReadRefusal(kube::ReadStatus({.status = code, .body = body.dump()}), kNow);
}

/// A refusal by a plugin of the API server, of pod p.
LaunchResult ByPlugin(const std::string& words, int code = 403,
                      const std::string& reason = "Forbidden", const Json& causes = nullptr) {
  Json details = {{"name", "p"}, {"kind", "pods"}};
  if (!causes.is_null()) {
    details["causes"] = causes;
  }
  return Read(code, reason, "pods \"p\" is forbidden: " + words, details);
}

LaunchResult ByWebhook(int code, const std::string& reason, const std::string& words,
                       const Json& details = nullptr) {
  return Read(code, reason, "admission webhook \"w.example\" denied the request: " + words,
              details);
}

void ExpectDelayed(const LaunchResult& result, Reason reason) {
  EXPECT_EQ(result.kind, LaunchResult::Kind::kDelayed) << result.refusal.message;
  EXPECT_EQ(result.refusal.reason, reason) << result.refusal.message;
  EXPECT_EQ(result.refusal.time, kNow);
}

void ExpectRefused(const LaunchResult& result) {
  EXPECT_EQ(result.kind, LaunchResult::Kind::kRefused) << result.refusal.message;
  EXPECT_EQ(result.refusal.reason, Reason::kCreateRefused);
}

TEST(LaunchRefusal, WaitsForAMissingPermission) {
  const LaunchResult result =
      Read(403, "Forbidden",
           "pods is forbidden: User \"system:serviceaccount:x:y\" cannot create resource \"pods\" "
           "in API group \"\" in the namespace \"n1\"",
           {{"kind", "pods"}});
  ExpectDelayed(result, Reason::kForbidden);
  EXPECT_TRUE(
      result.refusal.message.starts_with("the controller may not create pods; check its "
                                         "Role and RoleBinding: pods is forbidden: User"))
      << result.refusal.message;
}

TEST(LaunchRefusal, WaitsForCredentialsThatTheApiServerAccepts) {
  const LaunchResult result = Read(401, "Unauthorized", "Unauthorized");
  ExpectDelayed(result, Reason::kUnauthorized);
  EXPECT_EQ(result.refusal.message,
            "the API server does not accept the controller's credentials: Unauthorized");
}

TEST(LaunchRefusal, WaitsForQuota) {
  ExpectDelayed(ByPlugin("exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1"),
                Reason::kQuotaExceeded);
  ExpectDelayed(ByPlugin("status unknown for quota: q, resources: pods"), Reason::kQuotaExceeded);
}

TEST(LaunchRefusal, WaitsForObjectsThatAreAppliedLater) {
  for (const char* words :
       {"error looking up service account n1/loader: serviceaccount \"loader\" not found",
        "no PriorityClass with name huge was found",
        "pod rejected: RuntimeClass \"kata\" not found"}) {
    ExpectDelayed(ByPlugin(words), Reason::kCreateRefused);
  }
}

TEST(LaunchRefusal, IsFinalForAdmissionWithAnyMessage) {
  ExpectRefused(ByPlugin("violates PodSecurity \"restricted:latest\": runAsNonRoot != true"));
  ExpectRefused(ByPlugin("[maximum cpu usage per Container is 1, but limit is 2]"));
  ExpectRefused(ByPlugin("the label was not found"));
  ExpectRefused(ByPlugin("no PriorityClass with name huge was found", 403, "Forbidden",
                         {{{"message", "a plugin of the API server gives no causes"}}}));
  const std::string policy = "ValidatingAdmissionPolicy 'v' with binding 'b' denied request: ";
  for (const std::string words :
       {"the thing was not found", "exceeded quota: q", "User \"x\" cannot create",
        "error looking up service account a/b: serviceaccount \"b\" not found",
        "no PriorityClass with name huge was found"}) {
    const Json causes = {{{"message", policy + words}}};
    ExpectRefused(ByPlugin(policy + words, 403, "Forbidden", causes));
    ExpectRefused(ByPlugin(policy + words, 422, "Invalid", causes));
    ExpectRefused(ByPlugin(policy + words, 413, "RequestEntityTooLarge", causes));
    ExpectRefused(ByWebhook(403, "Forbidden", words));
    ExpectRefused(ByWebhook(403, "", words, {{"causes", {{{"reason", "X"}}}}}));
    ExpectRefused(ByWebhook(401, "Unauthorized", words));
    ExpectRefused(ByWebhook(404, "NotFound", words));
    ExpectRefused(ByWebhook(400, "", words));
    ExpectRefused(ByWebhook(409, "AlreadyExists", words));
    ExpectRefused(ByWebhook(403, "", words, {{"causes", {{{"reason", "NamespaceTerminating"}}}}}));
  }
}

TEST(LaunchRefusal, WaitsForTheEndOfANamespaceAndForATransientFault) {
  ExpectDelayed(ByPlugin("unable to create new content in namespace n2 because it is being "
                         "terminated",
                         403, "Forbidden",
                         {{{"reason", "NamespaceTerminating"}, {"field", "metadata.namespace"}}}),
                Reason::kNone);
  ExpectDelayed(Read(404, "NotFound", "namespaces \"nope\" not found",
                     {{"name", "nope"}, {"kind", "namespaces"}}),
                Reason::kNone);
  ExpectDelayed(Read(500, "InternalError",
                     "Internal error occurred: failed calling webhook \"w\": connection refused"),
                Reason::kNone);
}

TEST(LaunchRefusal, IsNotFinalIfAProxyAnswers) {
  ExpectDelayed(
      ReadRefusal(kube::ReadStatus({.status = 403, .body = "<html>blocked</html>"}), kNow),
      Reason::kNone);
}

TEST(LaunchRefusal, NamesAServerThatClosesTheConnection) {
  const LaunchResult result = ReadRefusal(
      kube::ReadStatus({.status = 0, .body = "POST /pods: closed", .closed = true}), kNow);
  ExpectDelayed(result, Reason::kConnectionClosed);
  EXPECT_EQ(
      result.refusal.message,
      "the API server closed the connection instead of creating the pod; check its log and its "
      "admission plugins");
}

TEST(LaunchRefusal, WaitsIfAnExistingPodCannotBeRead) {
  const kube::ApiStatus forbidden{
      .code = 403,
      .reason = "Forbidden",
      .message = "pods \"p\" is forbidden: User \"u\" cannot get resource \"pods\"",
      .kind = "pods",
      .name = "p"};
  EXPECT_TRUE(forbidden.IsUnauthorized());
  ExpectDelayed(ReadUnreadable(forbidden, kNow), Reason::kForbidden);
  ExpectDelayed(ReadUnreadable({.code = 401, .reason = "Unauthorized"}, kNow),
                Reason::kUnauthorized);
  ExpectDelayed(ReadUnreadable({.code = 404, .reason = "NotFound"}, kNow), Reason::kNone);
}

}  // namespace
}  // namespace executioner::pods
