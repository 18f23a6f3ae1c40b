/// \file
/// The spec of a Lease as a value, its JSON, and the rule of who may take it. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"

namespace executioner::kube {

/// Annotation of a Lease: who asked its holder to hand it over.
inline constexpr std::string_view kHandOverAnnotation = "executioner.dev/hand-over-to";

/// coordination.k8s.io/v1 LeaseSpec, and our annotation. An empty holder: released, free for
/// anyone.
struct LeaseRecord {
  std::string holder = {};
  int duration_seconds = 0;
  std::optional<base::TimePoint> acquired = std::nullopt;
  std::optional<base::TimePoint> renewed = std::nullopt;
  int transitions = 0;  ///< how often the holder changed
  /// Who asked the holder to hand the lease over, and all others to stand aside; empty: nobody.
  std::string successor = {};

  bool operator==(const LeaseRecord&) const = default;
};

/// A Lease as read from the server. \return nothing when `body` is not a Lease
struct ReadLease {
  LeaseRecord record = {};
  std::string resource_version = {};
};

std::optional<ReadLease> DecodeLease(std::string_view body);

/// \param resource_version  precondition of an update; empty for a create
std::string EncodeLease(std::string_view ns, std::string_view name, const LeaseRecord& record,
                        std::string_view resource_version);

/// Whether a candidate may take the lease.
/// \param unchanged_for  how long the candidate's own clock has seen the record unchanged; times in
///        the record are never compared with a local clock
bool MayTake(const LeaseRecord& record, std::string_view identity, base::Duration unchanged_for);

}  // namespace executioner::kube
