#include "controller/main/environment.h"

#include <array>
#include <string_view>
#include <unistd.h>

#include "controller/base/hex.h"

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

std::string HostName() {
  std::array<char, 65> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::string InstanceName() {
  // A container that restarts has the same host name, but it is another process.
  return HostName() + "_" + base::RandomHex(8);
}

}  // namespace executioner::main
