/// \file
/// Cuts a stream of bytes into lines. Pure but for the sink it feeds; not thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "controller/kube/transport.h"

namespace executioner::kube {

/// Reassembles lines that arrive split over several chunks. A line that lies whole in one chunk is
/// handed on without a copy.
class LineSplitter {
 public:
  /// \param max_line  bytes that a line may have before the stream is given up
  explicit LineSplitter(std::size_t max_line) : max_line_(max_line) {}

  enum class State {
    kWantsMore,    ///< everything was taken
    kEndedBySink,  ///< the sink returned false; feed no more
    kTooLong,      ///< a line is longer than `max_line`; feed no more
  };

  /// Takes the next bytes and hands every line they complete to `sink`, without its newline.
  State Feed(std::string_view chunk, LineSink& sink);

  /// Whether bytes of a line whose newline has not come yet are held back.
  bool InsideLine() const { return !partial_.empty(); }

 private:
  std::size_t max_line_;
  std::string partial_;
};

}  // namespace executioner::kube
