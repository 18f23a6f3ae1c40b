#include "controller/kube/bounded_file.h"

#include <cerrno>
#include <fstream>

#include "controller/base/error.h"
#include "controller/base/system_error_text.h"

namespace executioner::kube {

std::string ReadSmallFile(const std::filesystem::path& file, const std::string& field) {
  constexpr std::size_t kMaxSize = std::size_t{1} << 20U;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw base::ConfigurationError(
        field, "cannot read " + file.string() + ": " + base::SystemErrorText(errno));
  }
  // One byte more than allowed tells a file that is too large. Its size is not asked first: it may
  // be a pipe, or grow.
  std::string text(kMaxSize + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    throw base::ConfigurationError(field, "cannot read " + file.string() + "; is it a folder?");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxSize) {
    throw base::ConfigurationError(field, file.string() + " has more than 1 MiB");
  }
  text.shrink_to_fit();  // certificates and keys are kept, not the megabyte around them
  return text;
}

}  // namespace executioner::kube
