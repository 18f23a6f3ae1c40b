#include "controller/kube/back_off.h"

#include <algorithm>
#include <cmath>

namespace executioner::kube {

base::Duration BackOff::Next(SteadyTime now, double dice) {
  const bool restart = !last_ || now - *last_ > limits_.reset_after;
  next_ = restart ? limits_.first : std::min(next_ * 2, limits_.cap);
  const double spread = 1.0 + limits_.jitter * dice;
  const base::Duration delay(std::llround(static_cast<double>(next_.count()) * spread));
  last_ = now + delay;
  return delay;
}

}  // namespace executioner::kube
