/// \file
/// Names of leases.
#pragma once

#include <string>

#include "controller/base/hex.h"

namespace executioner::queue {

/// Returns 128 random bits in hexadecimal: unique, even if the queue has lost all earlier leases.
/// Any thread.
inline std::string NewLeaseToken() {
  return base::RandomHex(16);
}

}  // namespace executioner::queue
