/// \file
/// The connection to the measured API server, which $KUBECONFIG names.
#pragma once

#include <string>

#include "controller/base/system_clock.h"
#include "controller/kube/client.h"
#include "controller/kube/cluster_access.h"
#include "controller/kube/cpprest_transport.h"

namespace executioner::bench {

/// A client with a separate connection pool. Safe from any thread.
class Door {
 public:
  /// \throws base::ConfigurationError  if the kubeconfig cannot be used
  explicit Door(const std::string& kubeconfig)
      : access_(kube::LoadConfig({.kubeconfig = kubeconfig}, {}, kube::Runtime{clock_})),
        transport_({.server = access_.server, .user_agent = "executioner-bench"},
                   *access_.credentials),
        client_(transport_) {}

  kube::Client& Client() { return client_; }

  kube::Transport& Transport() { return transport_; }

  const base::Clock& Clock() const { return clock_; }

 private:
  base::SystemClock clock_;
  kube::ClusterAccess access_;
  kube::CpprestTransport transport_;
  kube::Client client_;
};

}  // namespace executioner::bench
