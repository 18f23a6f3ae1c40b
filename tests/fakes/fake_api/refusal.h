/// \file
/// `metav1.Status` bodies, and the exception with which handlers of the fake API server return one.
/// Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace executioner::fakes {

/// Returns a `metav1.Status` of a failure as JSON text.
/// \param reason  metav1.StatusReason, such as "Conflict"; empty: none, as in errors of etcd
/// \param cause  reason of the only entry of details.causes; empty: no details
std::string StatusBody(int code, const std::string& reason, const std::string& message,
                       const std::string& cause = {});

/// Returns the default metav1.StatusReason of an HTTP status.
std::string ReasonOf(int code);

/// A rejected request; caught where requests are answered.
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
