#include "controller/adapters/queue/lease_token.h"

#include <array>
#include <cstdio>
#include <random>

namespace executioner::queue {

std::string NewLeaseToken() {
  std::random_device random;
  std::string token;
  for (int i = 0; i < 4; ++i) {
    std::array<char, 9> part{};
    std::snprintf(part.data(), part.size(), "%08x", random());
    token += part.data();
  }
  return token;
}

}  // namespace executioner::queue
