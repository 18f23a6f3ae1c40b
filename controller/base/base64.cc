#include "controller/base/base64.h"

#include <algorithm>
#include <cctype>
#include <openssl/evp.h>

namespace executioner::base {

std::string EncodeBase64(std::string_view bytes) {
  // OpenSSL ends the text with a NUL, for which std::string always has room.
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return text;
}

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string dense(text);
  // kubeconfig files and Secrets wrap long values, at any width.
  std::erase_if(dense, [](unsigned char c) { return std::isspace(c) != 0; });
  const auto end = std::min(dense.find('='), dense.size());
  // OpenSSL decodes padding as zero bytes, which are removed below.
  const auto padding = dense.size() - end;
  if (padding > 2 || dense.find_first_not_of('=', end) != std::string::npos) {
    return std::nullopt;
  }
  std::string bytes(dense.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(dense.data()),
                                   static_cast<int>(dense.size()));
  if (size < 0) {
    return std::nullopt;
  }
  bytes.resize(bytes.size() - padding);
  return bytes;
}

}  // namespace executioner::base
