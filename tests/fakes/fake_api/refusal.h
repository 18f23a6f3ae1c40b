/// \file
/// `metav1.Status` bodies, and the exception that carries one out of the fake API server's
/// handlers. Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace executioner::fakes {

/// A `metav1.Status` of a failure as JSON text.
/// \param reason  metav1.StatusReason, e.g. "Conflict"; empty: none, as with errors of etcd
/// \param cause  reason of the only entry of details.causes; empty: no details
std::string StatusBody(int code, const std::string& reason, const std::string& message,
                       const std::string& cause = {});

/// The metav1.StatusReason that goes with an HTTP status when nothing more special is said.
std::string ReasonOf(int code);

/// A request that the fake refuses; caught where requests are answered.
class Refusal : public std::runtime_error {
 public:
  Refusal(int code, const std::string& reason, const std::string& message,
          const std::string& cause = {})
      : std::runtime_error(message), code_(code), body_(StatusBody(code, reason, message, cause)) {}

  int Code() const { return code_; }

  const std::string& Body() const { return body_; }

 private:
  int code_;
  std::string body_;
};

}  // namespace executioner::fakes
