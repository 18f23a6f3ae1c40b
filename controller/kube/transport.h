/// \file
/// The one door to HTTP: send a request, get a response; or read a long response line by line.
/// Knows nothing of Kubernetes. `cpprest_transport.h` is the production implementation; tests put
/// an API server in this process behind the same door.
#pragma once

#include <chrono>
#include <future>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace executioner::kube {

/// One HTTP request. `path` starts with '/' and is already percent-encoded, query included.
struct HttpRequest {
  std::string method = {};
  std::string path = {};
  std::string content_type = {};
  std::string body = {};
};

/// One HTTP response. `status` 0 means that none came: the connection was refused, cut or timed
/// out, and `body` says so in words. A write that ended so may or may not have happened.
struct HttpResponse {
  int status = 0;
  std::string body = {};
  /// With status 0: the server took the request and closed the connection instead of answering.
  bool closed = false;
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// Takes the lines of a streamed response, without their newline. Called on an I/O thread: must
/// neither block nor throw. Returning false ends the stream.
class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual bool Line(std::string_view line) noexcept = 0;
};

/// How a streamed response ended.
struct StreamEnd {
  int status = 0;          ///< HTTP status; 0 when no response came
  std::string error = {};  ///< empty when the server closed the stream in an orderly way
  std::string body =
      {};  ///< the body, bounded, of a response that was not 2xx; not given to the sink
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// All methods are safe from any thread.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Starts a request; the future is always fulfilled with a value, never with an exception, and
  /// within the transport's timeout. Waiting for it from a LineSink would deadlock.
  virtual std::future<HttpResponse> Start(HttpRequest request) = 0;

  /// Sends a request and waits for its response.
  HttpResponse Send(HttpRequest request) { return Start(std::move(request)).get(); }

  /// Reads a long response line by line until it ends, `sink` returns false, nothing has come for
  /// `idle` or `stop` is requested. Blocks.
  virtual StreamEnd Stream(HttpRequest request, LineSink& sink, std::chrono::seconds idle,
                           std::stop_token stop) = 0;
};

}  // namespace executioner::kube
