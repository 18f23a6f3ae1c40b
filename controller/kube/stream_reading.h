/// \file
/// One streamed response while it is read: what goes to the sink, what to the error body, and how
/// it ended. Knows no network. All calls but End() must come from one thread.
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
  /// \param sink  borrowed until End() is fulfilled, not called after
  /// \param disconnect  called at most once, when this side ends the stream
  StreamReading(LineSink& sink, std::size_t max_line, std::function<void()> disconnect);

  /// Fulfilled when the stream has ended. To be called once.
  std::future<StreamEnd> End() { return promise_.get_future(); }

  /// The next bytes of the body; they may come before OnHeaders().
  void Take(std::string_view bytes);

  /// The status is known.
  void OnHeaders(int status, std::optional<std::chrono::seconds> retry_after);

  /// The body is complete.
  void OnComplete();

  /// No more will come, because of `error`.
  void OnError(const std::string& error) { Finish(error); }

  /// Ends the stream from this side.
  void Cut(const std::string& error);

 private:
  bool IsGood() const;
  void Feed(std::string_view bytes);
  void Finish(const std::string& error);

  LineSink* sink_;  // nothing once the stream has ended
  LineSplitter splitter_;
  std::function<void()> disconnect_;
  std::string held_;  // what came before the status
  StreamEnd end_;
  std::promise<StreamEnd> promise_;
};

}  // namespace executioner::kube
