#include "runner/complain.h"

#include <string.h>
#include <unistd.h>

namespace executioner::runner {

// No allocation: this function also reports that memory has run out.
void Complain(const char* message) {
  constexpr char kPrefix[] = "executioner-runner: ";
  constexpr size_t kLargestMessage = 4000;
  char line[sizeof(kPrefix) + kLargestMessage];
  size_t size = sizeof(kPrefix) - 1;
  memcpy(line, kPrefix, size);
  const size_t length = strnlen(message, kLargestMessage);
  memcpy(line + size, message, length);
  size += length;
  line[size++] = '\n';
  // An error of stderr itself cannot be reported anywhere.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line, size);
}

}  // namespace executioner::runner
