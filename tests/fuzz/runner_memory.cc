#include "tests/fuzz/runner_memory.h"

#include <cstdlib>
#include <set>

#include "runner/list.h"
#include "tests/fuzz/property.h"

namespace executioner::fuzz {
namespace {

std::set<void*>& Blocks() {
  static std::set<void*> blocks;
  return blocks;
}

}  // namespace

void FreeRunnerMemory() {
  for (void* const block : Blocks()) {
    std::free(block);  // NOLINT(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory)
  }
  Blocks().clear();
}

}  // namespace executioner::fuzz

namespace executioner::runner {

// In place of runner/list.cc.
void* Grow(void* memory, size_t bytes) {
  fuzz::Blocks().erase(memory);
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc,cppcoreguidelines-owning-memory): see list.h
  void* const grown = std::realloc(memory, bytes);
  fuzz::Require(grown != nullptr, "there is memory for the runner");
  fuzz::Blocks().insert(grown);
  return grown;
}

}  // namespace executioner::runner
