#include "controller/adapters/queue/libhiredis.h"

namespace executioner::queue {

const LibHiredis& Hiredis() {
  static const LibHiredis kLibrary;
  return kLibrary;
}

}  // namespace executioner::queue
