/// \file
/// Names of leases.
#pragma once

#include <string>

namespace executioner::queue {

/// 128 random bits in hex: no two leases share one, whatever the queue has forgotten. Any thread.
std::string NewLeaseToken();

}  // namespace executioner::queue
