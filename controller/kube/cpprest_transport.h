/// \file
/// Transport over cpprestsdk: HTTP/1.1, keep-alive, TLS. Its maintainers archived the library in
/// 2026, so only cpprest_transport.cc may use it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "controller/kube/credentials.h"
#include "controller/kube/transport.h"

namespace executioner::kube {

class CpprestEngine;

struct TransportOptions {
  std::string server = {};      ///< base URL; see ParseServerUrl()
  std::string proxy = {};       ///< URL of an http proxy; empty: none
  std::string user_agent = {};  ///< "executioner/<version> (linux/amd64)"

  /// A request fails if there is no progress for this long: no connection, no status line, or no
  /// further part of the body. 35 s, because the API server aborts writes after 34 s.
  std::chrono::milliseconds request_timeout = std::chrono::seconds(35);

  std::size_t max_body = std::size_t{256}
                         << 20U;  ///< bytes; a larger response is reported as status 0
  std::size_t max_line = std::size_t{8} << 20U;  ///< bytes of one line of a stream
};

/// Properties beyond the contract in transport.h:
///  - If the server closes a reused connection before the status line, the library sends the
///    request again, even a POST. So every write must be idempotent.
///  - After a 401 the credentials are renewed and the request is sent once more, regardless of its
///    method, because it was not executed. The second response counts.
///  - Redirects are not followed: the response is the 3xx itself.
///  - All I/O of the process happens on one thread, which the first transport starts and which
///    inherits the signal mask: block signals before. LineSinks run on it.
///  - The first transport points SSL_CERT_FILE and SSL_CERT_DIR to nothing, because the library
///    would otherwise parse the system's roots for each connection (42 ms). Create it before there
///    are threads that read the environment; see TlsSettings::roots_file.
class CpprestTransport : public Transport {
 public:
  /// \param credentials  borrowed; outlives this
  /// \throws base::ConfigurationError  if a URL in `options` cannot be used
  CpprestTransport(TransportOptions options, Credentials& credentials);

  /// Aborts requests in flight, which fulfils their futures, and waits for them. Must not be called
  /// while Stream() runs.
  ~CpprestTransport() override;

  CpprestTransport(const CpprestTransport&) = delete;
  CpprestTransport& operator=(const CpprestTransport&) = delete;

  std::future<HttpResponse> Start(HttpRequest request) override;

  StreamEnd Stream(HttpRequest request, LineSink& sink, std::chrono::seconds idle,
                   std::stop_token stop) override {
    return StreamBriefly(request, sink, idle, stop);
  }

  /// Stream() with an idle time of less than a second.
  StreamEnd StreamBriefly(const HttpRequest& request, LineSink& sink,
                          std::chrono::milliseconds idle, const std::stop_token& stop);

 private:
  std::unique_ptr<CpprestEngine> engine_;
};

}  // namespace executioner::kube
