/// \file
/// Connects to the API server of KUBECONFIG, with Executioner's CRDs installed.
#pragma once

#include <memory>
#include <string>

#include "tests/contract/api_server_fixture.h"

namespace executioner::fakes {

/// \param kubeconfig  path of a file with a current-context
/// \throws base::ConfigurationError  if it cannot be used
std::unique_ptr<TestServer> ConnectToRealServer(const std::string& kubeconfig);

}  // namespace executioner::fakes
