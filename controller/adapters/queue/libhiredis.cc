#include "controller/adapters/queue/libhiredis.h"

namespace executioner::queue {

const LibHiredis& Hiredis() {
  static const LibHiredis library;
  return library;
}

}  // namespace executioner::queue
