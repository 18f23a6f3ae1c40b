/// \file
/// Splits a stream of bytes into lines. Pure except for the sink; not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "controller/kube/transport.h"

namespace executioner::kube {

/// Reassembles lines that arrive in several chunks. A line that is complete within one chunk is
/// passed on without a copy.
class LineSplitter {
 public:
  /// \param max_line  maximum size of a line in bytes; a longer line ends the stream
  explicit LineSplitter(std::size_t max_line) : max_line_(max_line) {}

  enum class State {
    kWantsMore,    ///< all bytes were consumed
    kEndedBySink,  ///< the sink returned false; do not call Feed again
    kTooLong,      ///< a line is longer than `max_line`; do not call Feed again
  };

  /// Consumes the next bytes and passes every completed line to `sink`, without its newline.
  State Feed(std::string_view chunk, LineSink& sink);

  /// \return whether bytes of an incomplete line are buffered
  bool InsideLine() const { return !partial_.empty(); }

 private:
  std::size_t max_line_;
  std::string partial_;
};

}  // namespace executioner::kube
