/// \file
/// Transport over cpprestsdk: HTTP/1.1, keep-alive, TLS. The library was archived by its
/// maintainers in 2026, so nothing outside cpprest_transport.cc may know it.
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

  /// A request fails when nothing happened for this long: no connection, no status line, no next
  /// part of the body. 35 s, because the API server gives up a write after 34 s.
  std::chrono::milliseconds request_timeout = std::chrono::seconds(35);

  std::size_t max_body = std::size_t{256} << 20U;  ///< bytes; a larger response is status 0
  std::size_t max_line = std::size_t{8} << 20U;    ///< bytes of one line of a stream
};

/// What callers should know beyond the contract in transport.h:
///  - A request on a kept connection that the server closed before the status line is sent a second
///    time by the library, a POST too. So every write must be idempotent.
///  - After a 401 the credentials are renewed and the request is sent once more, whatever its
///    method: a 401 was not executed. The second answer counts.
///  - Redirects are not followed: the answer is the 3xx itself.
///  - All I/O of the process happens on one thread, which is started by the first transport and
///    inherits its signal mask: block signals before. LineSinks run on it.
///  - The first transport points SSL_CERT_FILE and SSL_CERT_DIR to nothing, because the library
///    would otherwise parse the system's roots anew for each connection (42 ms). Make it before
///    there are threads that read the environment; see TlsSettings::roots_file.
class CpprestTransport : public Transport {
 public:
  /// \param credentials  borrowed; outlives this
  /// \throws base::ConfigurationError  when a URL in `options` cannot be used
  CpprestTransport(TransportOptions options, Credentials& credentials);

  /// Cuts what is in flight, which fulfils its futures, and waits for it. Not while Stream() runs.
  ~CpprestTransport() override;

  CpprestTransport(const CpprestTransport&) = delete;
  CpprestTransport& operator=(const CpprestTransport&) = delete;
  CpprestTransport(CpprestTransport&&) = delete;
  CpprestTransport& operator=(CpprestTransport&&) = delete;

  std::future<HttpResponse> Start(HttpRequest request) override;

  StreamEnd Stream(HttpRequest request, LineSink& sink, std::chrono::seconds idle,
                   std::stop_token stop) override {
    return StreamBriefly(request, sink, idle, stop);
  }

  /// Stream() with an idle time below a second.
  StreamEnd StreamBriefly(const HttpRequest& request, LineSink& sink,
                          std::chrono::milliseconds idle, const std::stop_token& stop);

 private:
  std::unique_ptr<CpprestEngine> engine_;
};

}  // namespace executioner::kube
