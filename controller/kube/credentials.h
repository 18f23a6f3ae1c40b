/// \file
/// Who we are for the API server, and how we know it: headers and TLS material, as they are now.
/// Tokens, certificates and roots change while the controller runs.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/kube/tls_material.h"

namespace executioner::kube {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// What to put on a request. Immutable; a change of anything makes a new one.
struct Authentication {
  Headers headers = {};                         ///< Authorization and Impersonate-*
  std::shared_ptr<const TlsMaterial> tls = {};  ///< nothing for a server spoken to in plain http
  std::string problem = {};  ///< not empty: no credential could be had, and why; send nothing
};

/// Safe from any thread.
class Credentials {
 public:
  virtual ~Credentials() = default;

  /// The credentials of this moment. Usually a pointer copy; it may read files, and may run a
  /// credential plugin for as long as its timeout, so never call it on an I/O thread. Throws
  /// nothing: see Authentication::problem.
  ///
  /// \return never null. As long as nothing changed, the same pointer; `tls` stays the same pointer
  ///   until the material changes, which is the sign to open new connections.
  virtual std::shared_ptr<const Authentication> Current() = 0;

  /// The server answered 401 to `refused`: look for something newer at the next Current(). Does
  /// nothing when `refused` has been replaced already. May block as Current() does.
  virtual void Invalidate(const Authentication& refused) = 0;
};

}  // namespace executioner::kube
