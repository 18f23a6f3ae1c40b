/// \file
/// The spec of a Lease as a value, its JSON, and the rule that decides who may take it. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/time.h"

namespace executioner::kube {

/// Annotation of a Lease: the identity that requested it from its holder.
inline constexpr std::string_view kHandOverAnnotation = "executioner.dev/hand-over-to";

/// coordination.k8s.io/v1 LeaseSpec and our annotation. If the holder is empty, the lease is free.
struct LeaseRecord {
  std::string holder = {};
  int duration_seconds = 0;
  std::optional<base::TimePoint> acquired = std::nullopt;
  std::optional<base::TimePoint> renewed = std::nullopt;
  int transitions = 0;  ///< number of changes of the holder
  /// The identity that requested the lease from its holder, so that all others must not take it;
  /// empty: none.
  std::string successor = {};

  bool operator==(const LeaseRecord&) const = default;
};

/// A Lease as read from the server. \return nothing if `body` is not a Lease
struct ReadLease {
  LeaseRecord record = {};
  std::string resource_version = {};
};

std::optional<ReadLease> DecodeLease(std::string_view body);

/// \param resource_version  precondition of an update; empty for a create
std::string EncodeLease(std::string_view ns, std::string_view name, const LeaseRecord& record,
                        std::string_view resource_version);

/// \return whether a candidate may take the lease
/// \param unchanged_for  how long the record has been unchanged by the candidate's clock; times in
/// the record are never compared with a local clock
bool MayTake(const LeaseRecord& record, std::string_view identity, base::Duration unchanged_for);

}  // namespace executioner::kube
