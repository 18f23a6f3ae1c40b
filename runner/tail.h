/// \file
/// Keeps the last bytes of the job's output in a ring buffer. Not thread-safe.
#pragma once

#include <stddef.h>

#include "runner/contract/names.h"
#include "runner/text.h"

namespace executioner::runner {

class Tail {
 public:
  /// \param limit  maximum number of bytes to keep, at most kMessageBytes
  explicit Tail(size_t limit) : limit_(limit) {}

  void Add(Bytes bytes);

  bool Wanted() const { return limit_ > 0; }

  /// \return true if bytes were dropped, so that the first kept byte may be inside a character
  bool Cut() const { return cut_; }

  /// Appends the kept bytes to `text`, oldest first.
  void CopyTo(Text* text) const;

 private:
  char ring_[kMessageBytes] = {};
  size_t limit_;
  size_t next_ = 0;  ///< where the next byte goes
  size_t size_ = 0;
  bool cut_ = false;
};

}  // namespace executioner::runner
