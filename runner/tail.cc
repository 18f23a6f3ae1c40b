#include "runner/tail.h"

#include <string.h>

namespace executioner::runner {

void Tail::Add(Bytes bytes) {
  if (limit_ == 0) {
    return;
  }
  cut_ = cut_ || size_ + bytes.size > limit_;
  if (bytes.size > limit_) {
    bytes = {bytes.begin + (bytes.size - limit_), limit_};
  }
  const size_t to_end = limit_ - next_;
  const size_t first = bytes.size < to_end ? bytes.size : to_end;
  memcpy(ring_ + next_, bytes.begin, first);
  memcpy(ring_, bytes.begin + first, bytes.size - first);
  next_ = (next_ + bytes.size) % limit_;
  size_ = size_ + bytes.size < limit_ ? size_ + bytes.size : limit_;
}

void Tail::CopyTo(Text* text) const {
  if (size_ < limit_) {
    text->Add({ring_, size_});
    return;
  }
  text->Add({ring_ + next_, limit_ - next_});
  text->Add({ring_, next_});
}

}  // namespace executioner::runner
