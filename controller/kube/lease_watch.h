/// \file
/// Follows a lease that somebody else holds, so that a candidate learns of its end at once and
/// without asking again and again.
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

/// A lease as last seen.
struct SeenLease {
  LeaseRecord record = {};
  std::string resource_version = {};
  std::chrono::steady_clock::time_point changed_at = {};  ///< when we last saw the record change
};

/// What is watched, and through what; both borrowed.
struct LeaseWatch {
  Transport& transport;
  const base::Clock& clock;
  std::string_view ns = {};
  std::string_view name = {};
  std::chrono::seconds idle = {};  ///< how long a renewal may be awaited
};

/// Watches the lease until its holder renews it no more. Blocks.
/// \param seen  what the watch begins with; brought up to date by each renewal
/// \return true if the caller should read the lease: its holder changed, it was requested, released
///         or deleted, it was renewed before the watch ended, or no event came for `watch.idle`.
///         False if this server does not let us watch, so that the caller must wait in another way,
///         and on `stop`.
bool FollowLease(const LeaseWatch& watch, SeenLease& seen, const std::stop_token& stop);

}  // namespace executioner::kube
