#include "controller/main/environment.h"

#include <array>
#include <cstdio>
#include <string_view>
#include <sys/random.h>
#include <unistd.h>

namespace executioner::main {

kube::Environment ReadEnvironment() {
  kube::Environment environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return environment;
}

std::string InstanceName() {
  std::array<char, 65> host{};
  gethostname(host.data(), host.size() - 1);
  std::array<unsigned char, 8> bytes{};
  // At most 256 bytes never come short (getrandom(2)).
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    bytes.fill(0);
  }
  std::string name = std::string(host.data()) + "_";
  for (const unsigned char byte : bytes) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", static_cast<unsigned>(byte));
    name += digits.data();
  }
  return name;
}

}  // namespace executioner::main
