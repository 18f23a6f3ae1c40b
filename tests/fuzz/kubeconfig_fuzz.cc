// A kubeconfig from anywhere: settings, or an error that names the file.
#include <cstdint>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "controller/base/error.h"
#include "controller/kube/kubeconfig.h"
#include "controller/kube/server_url.h"
#include "tests/fuzz/property.h"

namespace {

/// A file in memory; the same one for every input.
int File() {
  static const int kFile = memfd_create("kubeconfig", MFD_CLOEXEC);
  return kFile;
}

void Write(const std::uint8_t* bytes, std::size_t size) {
  using executioner::fuzz::Require;
  Require(ftruncate(File(), 0) == 0, "the file can be emptied");
  Require(pwrite(File(), bytes, size, 0) == static_cast<ssize_t>(size), "the file can be written");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using executioner::fuzz::Require;
  Write(bytes, size);
  const std::string path = "/proc/self/fd/" + std::to_string(File());
  try {
    const auto settings = executioner::kube::ReadKubeconfig({path}, "");
    const auto server = executioner::kube::ParseServerUrl(settings.server, path);
    Require(server.scheme == "https" || server.scheme == "http",
            "a context that can be used has a server");
    Require(!settings.namespace_name.empty(), "a context that can be used has a namespace");
  } catch (const executioner::base::ConfigurationError& error) {
    Require(error.Field().starts_with(path), "an error names the file: " + error.Field());
  }
  return 0;
}
