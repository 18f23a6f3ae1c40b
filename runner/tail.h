/// \file
/// The last bytes of the job's output, in a ring. Not thread-safe.
#pragma once

#include <stddef.h>

#include "runner/contract/names.h"
#include "runner/text.h"

namespace executioner::runner {

class Tail {
 public:
  /// \param limit  how many bytes to keep, at most kMessageBytes; 0 keeps none
  explicit Tail(size_t limit) : limit_(limit) {}

  void Add(Bytes bytes);

  bool Wanted() const { return limit_ > 0; }

  /// True when bytes were dropped, so that the first one kept may belong to a character begun
  /// before.
  bool Cut() const { return cut_; }

  /// Adds what was kept to `text`, oldest byte first.
  void CopyTo(Text* text) const;

 private:
  char ring_[kMessageBytes] = {};
  size_t limit_;
  size_t next_ = 0;  ///< where the next byte goes
  size_t size_ = 0;
  bool cut_ = false;
};

}  // namespace executioner::runner
