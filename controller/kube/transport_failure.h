/// \file
/// Messages for failed requests, which replace those of the HTTP library. Pure.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "controller/kube/tls_material.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// The name of a request in messages, and facts that can explain its failure.
struct Exchange {
  std::string name = {};  ///< "GET /api/v1/pods"
  std::shared_ptr<const TlsMaterial> tls = {};
  std::chrono::milliseconds timeout = {};
};

/// The error of the HTTP library.
struct LibraryError {
  std::string words = {};
  int code = 0;  ///< errno; 0: unknown
};

/// \return a response with status 0 that describes the failure
HttpResponse DescribeFailure(const Exchange& exchange, const LibraryError& error);

}  // namespace executioner::kube
