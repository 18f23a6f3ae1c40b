/// \file
/// Why an exchange with the server failed, in words for a person: those of the HTTP library do not
/// reach users. Pure.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "controller/kube/tls_material.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// What an exchange is called when it fails, and what can explain its failure.
struct Exchange {
  std::string name = {};  ///< "GET /api/v1/pods"
  std::shared_ptr<const TlsMaterial> tls = {};
  std::chrono::milliseconds timeout = {};
};

/// How it failed, in the terms of the HTTP library.
struct LibraryError {
  std::string words = {};
  int code = 0;  ///< errno; 0 when unknown
};

/// \return a response that represents the missing one
HttpResponse DescribeFailure(const Exchange& exchange, const LibraryError& error);

}  // namespace executioner::kube
