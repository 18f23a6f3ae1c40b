/// \file
/// A Transport that returns scripted responses and streams in order and logs requests. For tests of
/// the exact requests; fake_api_server.h simulates a server.
#pragma once

#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "controller/kube/transport.h"

namespace executioner::fakes {

/// One streamed response.
struct ScriptedStream {
  std::vector<std::string> lines = {};
  kube::StreamEnd end = {.status = 200};
  std::function<void()> before_end =
      {};  ///< called after the last line, for example to advance a clock
};

/// Safe from any thread. Answers on the calling thread.
class ScriptedTransport : public kube::Transport {
 public:
  // --- the script ---

  void Answer(kube::HttpResponse response) {
    Push([response](const auto&) { return response; });
  }

  void Answer(int status, std::string body) { Answer({.status = status, .body = std::move(body)}); }

  /// Adds a response that is computed when the request arrives.
  void AnswerWith(std::function<kube::HttpResponse(const kube::HttpRequest&)> answer) {
    Push(std::move(answer));
  }

  /// Adds a request that is never answered.
  void Hang() { Push(nullptr); }

  void Stream(ScriptedStream stream) {
    const std::lock_guard lock(mutex_);
    streams_.push_back(std::move(stream));
  }

  /// Sets a function that is called if a request arrives after the end of the script; the request
  /// then fails. Typically requests a stop.
  void AtEnd(std::function<void()> end) { at_end_ = std::move(end); }

  // --- observations ---

  std::vector<kube::HttpRequest> Requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  /// Returns the idle timeout of the last stream.
  std::chrono::seconds Idle() const {
    const std::lock_guard lock(mutex_);
    return idle_;
  }

  // --- Transport ---

  std::future<kube::HttpResponse> Start(kube::HttpRequest request) override {
    std::promise<kube::HttpResponse> promise;
    std::future<kube::HttpResponse> future = promise.get_future();
    bool scripted = false;
    Answerer answer;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      scripted = !answers_.empty();
      if (scripted) {
        answer = std::move(answers_.front());
        answers_.pop_front();
      }
    }
    if (!scripted) {
      End();
      promise.set_value({.status = 0, .body = "the script has ended"});
    } else if (answer) {
      promise.set_value(answer(request));
    } else {
      const std::lock_guard lock(mutex_);
      hanging_.push_back(std::move(promise));
    }
    return future;
  }

  kube::StreamEnd Stream(kube::HttpRequest request, kube::LineSink& sink, std::chrono::seconds idle,
                         std::stop_token) override {
    ScriptedStream stream;
    {
      const std::lock_guard lock(mutex_);
      idle_ = idle;
      requests_.push_back(std::move(request));
      if (!streams_.empty()) {
        stream = std::move(streams_.front());
        streams_.pop_front();
      } else {
        stream = {.end = {.status = 0, .error = "the script has ended"},
                  .before_end = [this] { End(); }};
      }
    }
    bool wants_more = true;
    for (const std::string& line : stream.lines) {
      wants_more = wants_more && sink.Line(line);
    }
    if (stream.before_end) {
      stream.before_end();
    }
    return stream.end;
  }

 private:
  using Answerer = std::function<kube::HttpResponse(const kube::HttpRequest&)>;

  void Push(Answerer answer) {
    const std::lock_guard lock(mutex_);
    answers_.push_back(std::move(answer));
  }

  void End() const {
    if (at_end_) {
      at_end_();
    }
  }

  mutable std::mutex mutex_;
  std::deque<Answerer> answers_;  // guarded by mutex_, like all members below except at_end_
  std::deque<ScriptedStream> streams_;
  std::chrono::seconds idle_{0};
  std::vector<kube::HttpRequest> requests_;
  std::vector<std::promise<kube::HttpResponse>> hanging_;
  std::function<void()> at_end_;
};

}  // namespace executioner::fakes
