#include "controller/kube/cpprest_transport.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <pplx/threadpool.h>
#include <stdexcept>
#include <thread>

#include <cpprest/http_client.h>
#include <cpprest/producerconsumerstream.h>

#include "controller/base/error.h"
#include "controller/base/whole_number.h"
#include "controller/kube/server_url.h"
#include "controller/kube/stream_reading.h"
#include "controller/kube/transport_failure.h"

namespace executioner::kube {
namespace {

using web::http::http_request;
using web::http::http_response;
using web::http::client::http_client;
using web::http::client::http_client_config;

constexpr int kUnauthorized = 401;

// One thread, so that timers, cancellation and socket handlers never run side by side (the library
// closes sockets under other handlers' feet), and because more threads cost more CPU per request.
void StartLibraryOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    HideSystemRootsFromOpenSsl();
    crossplat::threadpool::initialize_with_threads(1);
  });
}

void RunOnIoThread(const std::function<void()>& act) {
  pplx::create_task(act);
}

using Take = std::function<void(std::string_view)>;

/// Hands each piece of a response body to a function, on the I/O thread, and keeps none of it. The
/// base class would queue the pieces for a reader, of which there is none.
class Receiver
    : public concurrency::streams::details::basic_producer_consumer_buffer<std::uint8_t> {
 public:
  explicit Receiver(Take take) : basic_producer_consumer_buffer(0), take_(std::move(take)) {}

  pplx::task<size_t> putn_nocopy(const std::uint8_t* bytes, size_t count) override {
    take_({reinterpret_cast<const char*>(bytes), count});
    return pplx::task_from_result<size_t>(count);
  }

 private:
  Take take_;
};

http_request Message(const HttpRequest& request, const Authentication& authentication,
                     const std::string& user_agent, Take take) {
  http_request message(request.method);
  message.set_request_uri(web::uri(request.path));
  auto& headers = message.headers();
  headers.add("Accept", "application/json");
  headers.add("User-Agent", user_agent);
  for (const auto& [name, value] : authentication.headers) {
    // The library would join values of one name by a comma, which makes two groups one.
    auto& line = headers[name];
    line.append(line.empty() ? "" : "\r\n" + name + ":").append(value);
  }
  if (authentication.tls && !authentication.tls->ServerName().empty()) {
    // The library verifies the server's certificate against this header when there is one.
    headers.add("Host", authentication.tls->ServerName());
  }
  if (!request.body.empty()) {
    // As text: the library sets the length and sends it in one piece.
    message.set_body(request.body, request.content_type);
  }
  message.set_response_stream(
      concurrency::streams::streambuf<std::uint8_t>(std::make_shared<Receiver>(std::move(take)))
          .create_ostream());
  return message;
}

/// The Retry-After header (RFC 9110, 10.2.3) in the one form that API servers send: seconds.
std::optional<std::chrono::seconds> RetryAfter(const http_response& response) {
  const auto header = response.headers().find("Retry-After");
  if (header == response.headers().end()) {
    return std::nullopt;
  }
  const auto seconds = base::WholeNumber<int>(header->second);
  return seconds && *seconds >= 0 ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
}

HttpResponse Failure(const Exchange& exchange, const std::exception& error) {
  if (const auto* http = dynamic_cast<const web::http::http_exception*>(&error)) {
    return DescribeFailure(exchange, {http->what(), http->error_code().value()});
  }
  return {.body = exchange.name + ": " + error.what()};
}

void RequireCredentials(const Authentication& authentication) {
  if (!authentication.problem.empty()) {
    throw base::BackendError(authentication.problem);
  }
}

web::web_proxy ProxyAt(const std::string& url) {
  if (url.empty()) {
    return {};
  }
  const auto parts = ParseServerUrl(url, "proxy-url");
  web::web_proxy proxy(web::uri("http://" + parts.host + ":" + std::to_string(parts.port)));
  if (const auto colon = parts.user_info.find(':'); colon != std::string::npos) {
    proxy.set_credentials({web::uri::decode(parts.user_info.substr(0, colon)),
                           web::uri::decode(parts.user_info.substr(colon + 1))});
  }
  return proxy;
}

/// Carries what happens to a streamed response, on the I/O thread, to `reading`.
void FollowStream(const std::shared_ptr<StreamReading>& reading, const Exchange& exchange,
                  const pplx::task<http_response>& headers) noexcept {
  try {
    const auto response = headers.get();
    reading->OnHeaders(response.status_code(), RetryAfter(response));
    response.content_ready().then([reading, exchange](const pplx::task<http_response>& body) {
      try {
        body.get();
        reading->OnComplete();
      } catch (const std::exception& error) {
        reading->OnError(Failure(exchange, error).body);
      }
    });
  } catch (const std::exception& error) {
    reading->OnError(Failure(exchange, error).body);
  }
}

}  // namespace

class CpprestEngine {
 public:
  CpprestEngine(TransportOptions options, Credentials& credentials)
      : options_(std::move(options)), credentials_(credentials) {
    const auto server = ParseServerUrl(options_.server, "server");
    // An IPv6 address goes in without brackets: the library hands the host to the resolver as it
    // is.
    base_uri_ =
        server.scheme + "://" + server.host + ":" + std::to_string(server.port) + server.path;
    proxy_ = ProxyAt(options_.proxy);
    StartLibraryOnce();
    resender_ = std::jthread([this](const std::stop_token& stop) { ResendRefused(stop); });
  }

  void Close() {
    RunOnIoThread([closing = closing_] { closing.cancel(); });
    {
      std::unique_lock lock(mutex_);
      closed_ = true;
      changed_.wait(lock, [this] { return in_flight_ == 0; });
    }
    resender_.request_stop();
    resender_.join();
  }

  std::future<HttpResponse> Start(HttpRequest request) {
    const auto call = std::make_shared<Call>(Call{.request = std::move(request)});
    auto future = call->promise.get_future();
    {
      const std::scoped_lock lock(mutex_);
      ++in_flight_;
    }
    Begin(call);
    return future;
  }

  StreamEnd Stream(const HttpRequest& request, LineSink& sink, std::chrono::milliseconds idle,
                   const std::stop_token& stop) {
    auto authentication = credentials_.Current();
    auto end = StreamOnce(request, *authentication, sink, idle, stop);
    if (end.status == kUnauthorized) {
      credentials_.Invalidate(*authentication);
      authentication = credentials_.Current();
      end = StreamOnce(request, *authentication, sink, idle, stop);
    }
    return end;
  }

 private:
  /// The connections made with one TLS material. Old ones drain when the last call lets go.
  struct Session {
    std::shared_ptr<const TlsMaterial> tls;
    http_client client;
  };

  /// One request on its way. Touched by one thread at a time: the one that starts it, then the I/O
  /// thread, then perhaps the resender.
  struct Call {
    HttpRequest request;
    std::promise<HttpResponse> promise = {};
    HttpResponse response = {};
    std::shared_ptr<const Authentication> authentication = {};
    std::shared_ptr<Session> session = {};
    bool too_large = false;
    bool sent_again = false;
  };

  using CallPtr = std::shared_ptr<Call>;
  using Tls = std::shared_ptr<const TlsMaterial>;

  http_client_config Config(const Tls& tls, std::chrono::milliseconds timeout) const {
    http_client_config config;
    config.set_timeout(timeout);
    // A redirect would send the credentials to another server.
    config.set_max_redirects(0);
    config.set_proxy(proxy_);
    if (tls) {
      config.set_validate_certificates(!tls->Insecure());
      config.set_ssl_context_callback(
          [tls](boost::asio::ssl::context& context) { tls->ApplyTo(context.native_handle()); });
    }
    return config;
  }

  std::shared_ptr<Session> SessionFor(const Tls& tls) {
    const std::scoped_lock lock(mutex_);
    if (!session_ || session_->tls != tls) {
      session_ = std::make_shared<Session>(
          Session{tls, http_client(base_uri_, Config(tls, options_.request_timeout))});
    }
    return session_;
  }

  void Begin(const CallPtr& call) noexcept {
    try {
      call->authentication = credentials_.Current();
      RequireCredentials(*call->authentication);
      Launch(call);
    } catch (const std::exception& error) {
      Fail(call, error);
    }
  }

  void Launch(const CallPtr& call) {
    call->session = SessionFor(call->authentication->tls);
    // A call that is sent again must not keep what the refused answer held.
    call->response = {};
    const auto take = [call, limit = options_.max_body](std::string_view bytes) {
      if (call->response.body.size() + bytes.size() > limit) {
        call->too_large = true;
      } else {
        call->response.body.append(bytes);
      }
    };
    const auto message = Message(call->request, *call->authentication, options_.user_agent, take);
    call->session->client.request(message, closing_.get_token())
        .then([this, call](const pplx::task<http_response>& headers) { OnHeaders(call, headers); });
  }

  void OnHeaders(const CallPtr& call, const pplx::task<http_response>& headers) noexcept {
    try {
      const auto response = headers.get();
      call->response.status = response.status_code();
      call->response.retry_after = RetryAfter(response);
      response.content_ready().then(
          [this, call](const pplx::task<http_response>& body) { OnBody(call, body); });
    } catch (const std::exception& error) {
      Fail(call, error);
    }
  }

  void OnBody(const CallPtr& call, const pplx::task<http_response>& body) noexcept {
    try {
      body.get();
    } catch (const std::exception& error) {
      Fail(call, error);
      return;
    }
    if (call->too_large) {
      Fail(call, std::length_error("the response is too large"));
    } else if (call->response.status == kUnauthorized && !call->sent_again) {
      const std::scoped_lock lock(mutex_);
      refused_.push_back(call);
      changed_.notify_all();
    } else {
      Finish(call);
    }
  }

  void Fail(const CallPtr& call, const std::exception& error) noexcept {
    const std::string name = call->request.method + " " + call->request.path;
    call->response = Failure({name, call->authentication->tls, options_.request_timeout}, error);
    Finish(call);
  }

  void Finish(const CallPtr& call) noexcept {
    call->promise.set_value(std::move(call->response));
    const std::scoped_lock lock(mutex_);
    --in_flight_;
    if (closed_) {
      changed_.notify_all();
    }
  }

  void ResendRefused(const std::stop_token& stop) {
    while (true) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !refused_.empty(); })) {
        return;
      }
      const CallPtr call = std::move(refused_.front());
      refused_.pop_front();
      const bool closed = closed_;
      lock.unlock();
      call->sent_again = true;
      if (closed) {
        Finish(call);
      } else {
        // May run a credential plugin, so on this thread and not on that of all I/O.
        credentials_.Invalidate(*call->authentication);
        Begin(call);
      }
    }
  }

  StreamEnd StreamOnce(const HttpRequest& request, const Authentication& authentication,
                       LineSink& sink, std::chrono::milliseconds idle,
                       const std::stop_token& stop) {
    const pplx::cancellation_token_source connection;
    // Not at once: the sink may have been called by a handler of the very socket that this closes.
    const auto disconnect = [connection] { RunOnIoThread([connection] { connection.cancel(); }); };
    const auto reading = std::make_shared<StreamReading>(sink, options_.max_line, disconnect);
    const Exchange exchange{request.method + " " + request.path, authentication.tls, idle};
    auto end = reading->End();
    try {
      RequireCredentials(authentication);
      // Its own client, because the timeout belongs to the client.
      http_client client(base_uri_, Config(authentication.tls, idle));
      const auto message = Message(request, authentication, options_.user_agent,
                                   [reading](std::string_view bytes) { reading->Take(bytes); });
      client.request(message, connection.get_token())
          .then([reading, exchange](const pplx::task<http_response>& headers) {
            FollowStream(reading, exchange, headers);
          });
    } catch (const std::exception& error) {
      return {.error = Failure(exchange, error).body};
    }
    const std::stop_callback on_stop(
        stop, [reading] { RunOnIoThread([reading] { reading->Cut("stopped"); }); });
    return end.get();
  }

  TransportOptions options_;
  std::string base_uri_;
  web::web_proxy proxy_;
  Credentials& credentials_;
  pplx::cancellation_token_source closing_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<Session> session_;  // guarded by mutex_, as all below
  std::size_t in_flight_ = 0;
  bool closed_ = false;
  std::deque<CallPtr> refused_;  // answered 401, to be sent once more

  std::jthread resender_;  // renewing credentials may block, so not on the I/O thread
};

CpprestTransport::CpprestTransport(TransportOptions options, Credentials& credentials)
    : engine_(std::make_unique<CpprestEngine>(std::move(options), credentials)) {}

CpprestTransport::~CpprestTransport() {
  engine_->Close();
}

std::future<HttpResponse> CpprestTransport::Start(HttpRequest request) {
  return engine_->Start(std::move(request));
}

StreamEnd CpprestTransport::StreamBriefly(const HttpRequest& request, LineSink& sink,
                                          std::chrono::milliseconds idle,
                                          const std::stop_token& stop) {
  return engine_->Stream(request, sink, idle, stop);
}

}  // namespace executioner::kube
