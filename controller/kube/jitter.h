/// \file
/// Random numbers for delays, so that clients do not retry simultaneously. Not for secrets.
#pragma once

#include <cstdint>
#include <string_view>

namespace executioner::kube {

/// Produces the same sequence for the same seed. Not thread-safe.
class Jitter {
 public:
  explicit Jitter(std::uint64_t seed) : state_(seed) {}

  /// \param name  differs between processes, such as an identity
  /// \param salt  differs between starts, such as the current time
  Jitter(std::string_view name, std::int64_t salt);

  /// \return the next number in [0, 1)
  double Next();

 private:
  std::uint64_t state_;
};

}  // namespace executioner::kube
