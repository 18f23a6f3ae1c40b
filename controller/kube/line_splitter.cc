#include "controller/kube/line_splitter.h"

namespace executioner::kube {

LineSplitter::State LineSplitter::Feed(std::string_view chunk, LineSink& sink) {
  for (auto end = chunk.find('\n'); end != std::string_view::npos; end = chunk.find('\n')) {
    // Checked before it is kept: the limit bounds the memory.
    if (partial_.size() + end > max_line_) {
      return State::kTooLong;
    }
    bool wants_more = true;
    if (partial_.empty()) {
      wants_more = sink.Line(chunk.substr(0, end));
    } else {
      partial_.append(chunk.substr(0, end));
      wants_more = sink.Line(partial_);
      partial_.clear();
    }
    if (!wants_more) {
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
