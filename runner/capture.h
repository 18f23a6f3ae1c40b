/// \file
/// Keeps the beginning of the job's stdout, from which results are taken, and counts the rest. Not
/// thread-safe.
#pragma once

#include <stdint.h>
#include <string.h>

#include "runner/contract/names.h"
#include "runner/text.h"

namespace executioner::runner {

class Capture {
 public:
  void Add(Bytes bytes) {
    const size_t room = sizeof(kept_) - size_;
    const size_t size = bytes.size < room ? bytes.size : room;
    memcpy(kept_ + size_, bytes.begin, size);
    size_ += size;
    total_ += static_cast<int64_t>(bytes.size);
  }

  /// \return the first bytes; valid until the next Add. All of them unless Total() is larger
  Bytes Kept() const { return {kept_, size_}; }

  /// \return the number of all bytes of the output
  int64_t Total() const { return total_; }

 private:
  char kept_[kResultsBytes + 1] = {};  ///< one byte more, for the newline that is cut
  size_t size_ = 0;
  int64_t total_ = 0;
};

}  // namespace executioner::runner
