/// \file
/// Randomness for delays, so that many clients do not come back together. Not for secrets.
#pragma once

#include <cstdint>
#include <string_view>

namespace executioner::kube {

/// Repeats for the same seed. Not thread-safe.
class Jitter {
 public:
  explicit Jitter(std::uint64_t seed) : state_(seed) {}

  /// \param name  what differs between processes, e.g. an identity
  /// \param salt  what differs between starts, e.g. a clock's reading
  Jitter(std::string_view name, std::int64_t salt);

  /// \return the next number in [0, 1)
  double Next();

 private:
  std::uint64_t state_;
};

}  // namespace executioner::kube
