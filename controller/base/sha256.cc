#include "controller/base/sha256.h"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

#include "controller/base/hex.h"

namespace executioner::base {

std::string Sha256Hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
  return Hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace executioner::base
