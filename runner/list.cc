#include "runner/list.h"

#include <stdlib.h>
#include <unistd.h>

#include "runner/complain.h"
#include "runner/contract/exit_codes.h"

namespace executioner::runner {

void* Grow(void* memory, size_t bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory): see list.h
  void* grown = realloc(memory, bytes);
  if (grown == nullptr) {
    Complain("out of memory");
    _exit(kExitRunnerFailed);
  }
  return grown;
}

}  // namespace executioner::runner
