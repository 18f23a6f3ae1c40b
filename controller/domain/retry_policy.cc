#include "controller/domain/retry_policy.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace executioner::domain {
namespace {

/// With the reason Error: the runner rejected its specification, such as an invalid pattern for
/// example. That does not change by another attempt (EX_USAGE of sysexits.h).
constexpr int kBadInput = 64;

constexpr std::uint64_t kFnvOffset = 14695981039346656037ULL;
constexpr std::uint64_t kFnvPrime = 1099511628211ULL;

std::uint64_t Fnv(std::uint64_t hash, std::string_view bytes) {
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * kFnvPrime;
  }
  return hash * kFnvPrime;  // a separator, so that ("ab", "c") differs from ("a", "bc")
}

/// The finalizer of SplitMix64. FNV-1a alone leaves hashes of inputs that differ only in their last
/// byte too close to each other.
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

Duration Seconds(double seconds) {
  return Duration{std::llround(seconds * 1000.0)};
}

}  // namespace

bool IsDisruption(const Ending& ending) {
  return IsDisruption(ending.reason) && !ending.own_fault;
}

double Dice(std::string_view seed, int run, std::string_view job, int attempt) {
  std::uint64_t hash = Fnv(kFnvOffset, seed);
  hash = Fnv(hash, std::to_string(run));
  hash = Fnv(hash, job);
  hash = Fnv(hash, std::to_string(attempt));
  // A double represents 53 bits exactly.
  constexpr double kTwoTo53 = 9007199254740992.0;
  return static_cast<double>(Mix(hash) >> 11U) / kTwoTo53;
}

Duration RetryDelay(const RetryPolicy& policy, int failure, double dice) {
  constexpr double kMostGrowth = 1e12;  // infinity times a delay of zero would be no number
  const double growth =
      std::min(std::pow(policy.backoff_percent / 100.0, failure - 1), kMostGrowth);
  const double spread = 1.0 + policy.jitter_percent / 100.0 * (2.0 * dice - 1.0);
  const double wait = policy.delay_seconds * growth * spread;
  // The maximum applies before the conversion: the power may exceed every integer.
  return Seconds(std::min(wait, static_cast<double>(policy.max_delay_seconds)));
}

Duration DisruptionDelay(int disruption) {
  constexpr int kLongest = 60;
  return Seconds(std::min(std::pow(2.0, disruption - 1), static_cast<double>(kLongest)));
}

bool AllowsRetry(const RetryPolicy& policy, Reason reason, std::optional<int> exit_code) {
  if (reason == Reason::kError && exit_code == kBadInput) {
    return false;
  }
  return std::ranges::any_of(policy.on, [&](const RetryRule& rule) {
    const bool reason_fits = rule.reasons.empty() || std::ranges::count(rule.reasons, reason) > 0;
    const bool code_fits = rule.exit_codes.empty() ||
                           (exit_code && std::ranges::count(rule.exit_codes, *exit_code) > 0);
    return reason_fits && code_fits;
  });
}

std::optional<TimePoint> NextAttempt(const RetryPolicy& policy, const Ending& ending,
                                     const Failures& failures, double dice) {
  const bool disruption = IsDisruption(ending);
  if (disruption ? failures.disruptions > policy.disruptions
                 : failures.counted > policy.limit ||
                       !AllowsRetry(policy, ending.reason, ending.exit_code)) {
    return std::nullopt;
  }
  const TimePoint next = ending.time + (disruption ? DisruptionDelay(failures.disruptions)
                                                   : RetryDelay(policy, failures.counted, dice));
  if (policy.max_elapsed_seconds &&
      next > failures.first_attempt + std::chrono::seconds{*policy.max_elapsed_seconds}) {
    return std::nullopt;
  }
  return next;
}

}  // namespace executioner::domain
