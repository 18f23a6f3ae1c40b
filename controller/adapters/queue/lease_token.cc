#include "controller/adapters/queue/lease_token.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <sys/random.h>

namespace executioner::queue {

std::string NewLeaseToken() {
  std::array<std::uint8_t, 16> bytes{};
  while (getrandom(bytes.data(), bytes.size(), 0) < 0 && errno == EINTR) {
  }
  constexpr const char* kDigits = "0123456789abcdef";
  std::string token;
  for (const std::uint8_t byte : bytes) {
    token += kDigits[byte >> 4U];
    token += kDigits[byte & 15U];
  }
  return token;
}

}  // namespace executioner::queue
