/// \file
/// Credentials for the API server: headers and TLS material. Tokens, certificates and roots change
/// while the controller runs.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/kube/tls_material.h"

namespace executioner::kube {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// The credentials for a request. Immutable; every change creates a new object.
struct Authentication {
  Headers headers = {};                         ///< Authorization and Impersonate-*
  std::shared_ptr<const TlsMaterial> tls = {};  ///< null for plain http
  std::string problem = {};  ///< not empty: why no credentials are available; send no request then
};

/// Safe from any thread.
class Credentials {
 public:
  virtual ~Credentials() = default;

  /// Returns the current credentials. Usually copies a pointer, but may read files or run a
  /// credential plugin until its timeout, so never call it on an I/O thread. Does not throw: see
  /// Authentication::problem.
  ///
  /// \return never null; the same pointer as long as nothing changes. `tls` is the same pointer
  /// until the material changes; then open new connections.
  virtual std::shared_ptr<const Authentication> Current() = 0;

  /// Reports that the server answered 401 to `refused`, so that the next Current() looks for newer
  /// credentials. Does nothing if `refused` has already been replaced. May block like Current().
  virtual void Invalidate(const Authentication& refused) = 0;
};

}  // namespace executioner::kube
