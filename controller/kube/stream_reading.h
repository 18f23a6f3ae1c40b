/// \file
/// A streamed response that is being read: passes lines to the sink, collects the error body, and
/// reports how the stream ended. Independent of the network. All calls except End() must come from
/// one thread.
#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <string>
#include <string_view>

#include "controller/kube/line_splitter.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

class StreamReading {
 public:
  /// \param sink  borrowed until End() is fulfilled; not called after that
  /// \param disconnect  called at most once, if this side ends the stream
  StreamReading(LineSink& sink, std::size_t max_line, std::function<void()> disconnect);

  /// Returns a future that is fulfilled when the stream has ended. Must be called once.
  std::future<StreamEnd> End() { return promise_.get_future(); }

  /// Processes the next bytes of the body, which may arrive before OnHeaders().
  void Take(std::string_view bytes);

  /// Called when the status is known.
  void OnHeaders(int status, std::optional<std::chrono::seconds> retry_after);

  /// Called when the body is complete.
  void OnComplete();

  /// Called when the response ends early because of `error`.
  void OnError(const std::string& error) { Finish(error); }

  /// Ends the stream from this side.
  void Cut(const std::string& error);

 private:
  bool IsGood() const;
  void Feed(std::string_view bytes);
  void Finish(const std::string& error);

  LineSink* sink_;  // null after the stream has ended
  LineSplitter splitter_;
  std::function<void()> disconnect_;
  std::string held_;  // bytes that arrived before the status
  StreamEnd end_;
  std::promise<StreamEnd> promise_;
};

}  // namespace executioner::kube
