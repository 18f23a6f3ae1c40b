/// \file
/// Why an exchange with the server failed, in words for a person. Pure.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "controller/adapters/kube/tls_material.h"

namespace executioner::kube {

/// What an exchange is called when it fails, and what can explain its failure.
struct Exchange {
  std::string name = {};  ///< "GET /api/v1/pods"
  std::shared_ptr<const TlsMaterial> tls = {};
  std::chrono::milliseconds timeout = {};
};

/// \param reason  what the HTTP library said
std::string DescribeFailure(const Exchange& exchange, bool timed_out, const std::string& reason);

}  // namespace executioner::kube
