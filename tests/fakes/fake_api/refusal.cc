#include "tests/fakes/fake_api/refusal.h"

#include <map>

#include <nlohmann/json.hpp>

namespace executioner::fakes {

std::string StatusBody(int code, const std::string& reason, const std::string& message,
                       const std::string& cause) {
  nlohmann::json body = {
      {"kind", "Status"},    {"apiVersion", "v1"}, {"metadata", nlohmann::json::object()},
      {"status", "Failure"}, {"code", code},       {"message", message}};
  if (!reason.empty()) {
    body["reason"] = reason;
  }
  if (!cause.empty()) {
    body["details"]["causes"] = {{{"reason", cause}, {"message", message}}};
  }
  return body.dump();
}

std::string ReasonOf(int code) {
  static const std::map<int, std::string> kReasons = {{400, "BadRequest"},
                                                      {401, "Unauthorized"},
                                                      {403, "Forbidden"},
                                                      {404, "NotFound"},
                                                      {405, "MethodNotAllowed"},
                                                      {409, "Conflict"},
                                                      {410, "Expired"},
                                                      {413, "RequestEntityTooLarge"},
                                                      {415, "UnsupportedMediaType"},
                                                      {422, "Invalid"},
                                                      {429, "TooManyRequests"},
                                                      {500, "InternalError"},
                                                      {503, "ServiceUnavailable"},
                                                      {504, "Timeout"}};
  const auto found = kReasons.find(code);
  return found == kReasons.end() ? "Unknown" : found->second;
}

}  // namespace executioner::fakes
