/// \file
/// Shared parts of the tests of the transport: fixed credentials, and a sink that keeps all lines.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "controller/kube/cpprest_transport.h"
#include "controller/kube/credentials.h"
#include "tests/fakes/socket_server.h"

namespace executioner::kube {

/// Credentials that a test sets. Safe from any thread.
class SettableCredentials : public Credentials {
 public:
  explicit SettableCredentials(Authentication first = {})
      : current_(std::make_shared<Authentication>(std::move(first))) {}

  std::shared_ptr<const Authentication> Current() override {
    const std::scoped_lock lock(mutex_);
    return current_;
  }

  void Invalidate(const Authentication& /*refused*/) override {
    const std::scoped_lock lock(mutex_);
    ++invalidations_;
    if (next_) {
      current_ = std::exchange(next_, nullptr);
    }
  }

  void Set(Authentication now) {
    const std::scoped_lock lock(mutex_);
    current_ = std::make_shared<Authentication>(std::move(now));
  }

  /// Sets the credentials after the next invalidation.
  void SetNext(Authentication next) {
    const std::scoped_lock lock(mutex_);
    next_ = std::make_shared<Authentication>(std::move(next));
  }

  int Invalidations() const {
    const std::scoped_lock lock(mutex_);
    return invalidations_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Authentication> current_;
  std::shared_ptr<const Authentication> next_;
  int invalidations_ = 0;
};

inline Authentication Bearer(const std::string& token) {
  return {.headers = {{"Authorization", "Bearer " + token}}};
}

inline Authentication Trusting(const std::string& ca_pem) {
  return {.tls = std::make_shared<TlsMaterial>(TlsSettings{.ca_pem = ca_pem})};
}

/// Keeps the lines and lets a test wait for them.
class KeepingSink : public LineSink {
 public:
  bool Line(std::string_view line) noexcept override {
    const std::scoped_lock lock(mutex_);
    lines_.emplace_back(line);
    changed_.notify_all();
    return lines_.size() < enough_;
  }

  /// Ends the stream after the n-th line.
  void EndAfter(std::size_t lines) { enough_ = lines; }

  void WaitFor(std::size_t lines) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return lines_.size() >= lines; });
  }

  std::vector<std::string> Lines() const {
    const std::scoped_lock lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::size_t enough_ = SIZE_MAX;
};

/// A transport to `server` with credentials that can be changed.
struct TestClient {
  explicit TestClient(const fakes::SocketServer& server, Authentication authentication = {},
                      std::chrono::milliseconds timeout = std::chrono::seconds(35))
      : TestClient(server.Url(), std::move(authentication), timeout) {}

  explicit TestClient(std::string url, Authentication authentication = {},
                      std::chrono::milliseconds timeout = std::chrono::seconds(35))
      : credentials(std::move(authentication)),
        transport({.server = std::move(url),
                   .user_agent = "executioner/test",
                   .request_timeout = timeout,
                   .max_body = 1U << 20U,
                   .max_line = 1U << 20U},
                  credentials) {}

  SettableCredentials credentials;
  CpprestTransport transport;
};

}  // namespace executioner::kube
