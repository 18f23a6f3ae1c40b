#include "controller/kube/back_off.h"

#include <algorithm>
#include <cmath>

namespace executioner::kube {
namespace {

std::uint64_t Hash(std::string_view text) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  }
  return hash;
}

}  // namespace

Jitter::Jitter(std::string_view name, std::int64_t salt)
    : state_(Hash(name) ^ static_cast<std::uint64_t>(salt)) {}

double Jitter::Next() {  // SplitMix64
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  mixed ^= mixed >> 31U;
  constexpr double kStep = 1.0 / 9007199254740992.0;  // 2^-53: what a double can hold
  return static_cast<double>(mixed >> 11U) * kStep;
}

base::Duration BackOff::Next(SteadyTime now, double dice) {
  // Failures that lie far apart are not "in a row", even if no success was reported in between.
  const bool restart = !last_ || now - *last_ > limits_.reset_after;
  next_ = restart ? limits_.first : std::min(next_ * 2, limits_.cap);
  const double spread = 1.0 + limits_.jitter * dice;
  const base::Duration delay(std::llround(static_cast<double>(next_.count()) * spread));
  last_ = now + delay;
  return delay;
}

}  // namespace executioner::kube
