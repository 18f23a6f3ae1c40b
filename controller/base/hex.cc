#include "controller/base/hex.h"

#include <cerrno>
#include <sys/random.h>

namespace executioner::base {

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    hex += kDigits[value >> 4U];
    hex += kDigits[value & 15U];
  }
  return hex;
}

std::string RandomHex(std::size_t bytes) {
  std::string random(bytes, '\0');
  // At most 256 bytes never come short (getrandom(2)).
  while (getrandom(random.data(), random.size(), 0) < 0 && errno == EINTR) {
  }
  return Hex(random);
}

}  // namespace executioner::base
