#include "controller/kube/stream_reading.h"

#include <utility>

namespace executioner::kube {

namespace {
constexpr std::size_t kMaxErrorBody = std::size_t{64} << 10U;
}  // namespace

StreamReading::StreamReading(LineSink& sink, std::size_t max_line, std::function<void()> disconnect)
    : sink_(&sink), splitter_(max_line), disconnect_(std::move(disconnect)) {}

void StreamReading::Take(std::string_view bytes) {
  if (sink_ == nullptr) {
    return;
  }
  // The library may hand over bytes before it tells the status.
  if (end_.status == 0) {
    held_.append(bytes);
  } else if (IsGood()) {
    Feed(bytes);
  } else {
    end_.body.append(bytes.substr(0, kMaxErrorBody - end_.body.size()));
  }
}

void StreamReading::OnHeaders(int status, std::optional<std::chrono::seconds> retry_after) {
  end_.status = status;
  end_.retry_after = retry_after;
  Take(std::exchange(held_, {}));
}

void StreamReading::OnComplete() {
  // Half a line is an event that was lost, not an orderly end.
  const bool is_cut = IsGood() && splitter_.InsideLine();
  Finish(is_cut ? "the stream ended in the middle of a line" : "");
}

void StreamReading::Cut(const std::string& error) {
  if (sink_ != nullptr) {
    Finish(error);
    disconnect_();
  }
}

bool StreamReading::IsGood() const {
  constexpr int kHundred = 100;
  return end_.status / kHundred == 2;
}

void StreamReading::Feed(std::string_view bytes) {
  switch (splitter_.Feed(bytes, *sink_)) {
    case LineSplitter::State::kWantsMore: break;
    case LineSplitter::State::kEndedBySink: Cut(""); break;
    case LineSplitter::State::kTooLong: Cut("a line of the stream is too long"); break;
  }
}

void StreamReading::Finish(const std::string& error) {
  if (sink_ != nullptr) {
    sink_ = nullptr;
    end_.error = error;
    promise_.set_value(std::move(end_));
  }
}

}  // namespace executioner::kube
