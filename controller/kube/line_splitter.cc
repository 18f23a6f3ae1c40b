#include "controller/kube/line_splitter.h"

namespace executioner::kube {

LineSplitter::State LineSplitter::Feed(std::string_view chunk, LineSink& sink) {
  for (auto end = chunk.find('\n'); end != std::string_view::npos; end = chunk.find('\n')) {
    if (partial_.size() + end > max_line_) {
      return State::kTooLong;
    }
    bool goes_on = true;
    if (partial_.empty()) {
      goes_on = sink.Line(chunk.substr(0, end));
    } else {
      partial_.append(chunk.substr(0, end));
      goes_on = sink.Line(partial_);
      partial_.clear();
    }
    if (!goes_on) {
      return State::kEndedBySink;
    }
    chunk.remove_prefix(end + 1);
  }
  if (partial_.size() + chunk.size() > max_line_) {
    return State::kTooLong;
  }
  partial_.append(chunk);
  return State::kWantsMore;
}

}  // namespace executioner::kube
