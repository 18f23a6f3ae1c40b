/// \file
/// Names of leases.
#pragma once

#include <string>

#include "controller/base/hex.h"

namespace executioner::queue {

/// 128 random bits in hex: no two leases share one, whatever the queue has forgotten. Any thread.
inline std::string NewLeaseToken() {
  return base::RandomHex(16);
}

}  // namespace executioner::queue
