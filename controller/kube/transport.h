/// \file
/// The port to HTTP: send a request and get a response, or read a long response line by line.
/// Independent of Kubernetes. `cpprest_transport.h` is the production implementation; tests use an
/// API server within the process.
#pragma once

#include <chrono>
#include <future>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace executioner::kube {

/// An HTTP request. `path` begins with '/' and is percent-encoded, including the query.
struct HttpRequest {
  std::string method = {};
  std::string path = {};
  std::string content_type = {};
  std::string body = {};
};

/// An HTTP response. `status` 0 means that there was no response: the connection was refused, lost
/// or timed out, as described in `body`. Such a write may or may not have been executed.
struct HttpResponse {
  int status = 0;
  std::string body = {};
  /// With status 0: the server accepted the request and closed the connection instead of answering.
  bool closed = false;
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// Receives the lines of a streamed response, without newline. Called on an I/O thread, so it must
/// neither block nor throw. Returning false ends the stream.
class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual bool Line(std::string_view line) noexcept = 0;
};

/// How a streamed response ended.
struct StreamEnd {
  int status = 0;          ///< HTTP status; 0 without a response
  std::string error = {};  ///< empty if the server ended the stream normally
  std::string body =
      {};  ///< the beginning of the body of a response that is not 2xx; not passed to the sink
  std::optional<std::chrono::seconds> retry_after = std::nullopt;
};

/// All methods are safe from any thread.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Starts a request. The future is always fulfilled with a value, never with an exception, within
  /// the transport's timeout. Waiting for it in a LineSink would deadlock.
  virtual std::future<HttpResponse> Start(HttpRequest request) = 0;

  /// Sends a request and waits for its response.
  HttpResponse Send(HttpRequest request) { return Start(std::move(request)).get(); }

  /// Reads a long response line by line until it ends, `sink` returns false, no data arrives for
  /// `idle`, or `stop` is requested. Blocks.
  virtual StreamEnd Stream(HttpRequest request, LineSink& sink, std::chrono::seconds idle,
                           std::stop_token stop) = 0;
};

}  // namespace executioner::kube
