#include "controller/base/descriptor.h"

#include <unistd.h>

namespace executioner::base {

Descriptor::~Descriptor() {
  if (number_ >= 0) {
    close(number_);
  }
}

}  // namespace executioner::base
