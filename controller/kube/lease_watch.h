/// \file
/// Watches a lease that another process holds, so that a candidate learns of its end immediately,
/// without polling.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/base/time.h"
#include "controller/kube/lease_record.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

/// The last observation of a lease.
struct SeenLease {
  LeaseRecord record = {};
  std::string resource_version = {};
  std::chrono::steady_clock::time_point changed_at = {};  ///< when we last saw the record change
};

/// The lease to watch, and the transport to use; both borrowed.
struct LeaseWatch {
  Transport& transport;
  const base::Clock& clock;
  std::string_view ns = {};
  std::string_view name = {};
  std::chrono::seconds idle = {};  ///< how long to wait for a renewal
};

/// Watches the lease as long as its holder renews it. Blocks.
/// \param seen  the initial observation; updated by each renewal
/// \return true if the caller should read the lease: its holder changed, it was requested, released
///         or deleted, it was renewed before the watch ended, or no event came for `watch.idle`.
///         False if this server does not let us watch, so that the caller must wait in another way,
///         and on `stop`.
bool FollowLease(const LeaseWatch& watch, SeenLease& seen, const std::stop_token& stop);

}  // namespace executioner::kube
