/// \file
/// The API server that KUBECONFIG leads to, with Executioner's CRDs in it.
#pragma once

#include <memory>
#include <string>

#include "tests/contract/api_server_fixture.h"

namespace executioner::fakes {

/// \param kubeconfig  path of a file with a current-context
/// \throws base::ConfigurationError  when it cannot be used
std::unique_ptr<TestServer> ConnectToRealServer(const std::string& kubeconfig);

}  // namespace executioner::fakes
