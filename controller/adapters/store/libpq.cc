#include "controller/adapters/store/libpq.h"

namespace executioner::store {

const LibPq& Pq() {
  static const LibPq pq;
  return pq;
}

}  // namespace executioner::store
