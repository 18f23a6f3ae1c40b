#include "controller/kube/transport_failure.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace executioner::kube {
namespace {

/// The beginning of a message of the HTTP library, and our message for it.
struct Phrase {
  std::string_view library;
  std::string_view words;
  bool closed = false;
};

constexpr std::array kPhrases{
    Phrase{"Error resolving proxy address", "the name of the proxy cannot be resolved"},
    Phrase{"Error resolving address", "the name of the server cannot be resolved"},
    Phrase{"Failed to resolve address", "the name of the server cannot be resolved"},
    Phrase{"Failed to connect to any resolved proxy endpoint", "cannot connect to the proxy"},
    Phrase{"Failed to connect to any resolved endpoint", "cannot connect to the server"},
    Phrase{"Failed to send connect request to proxy", "the proxy closed the connection"},
    Phrase{"Failed to read HTTP status line from proxy", "the proxy closed the connection"},
    Phrase{"Failed to read HTTP status line",
           "the server closed the connection instead of answering", true},
    Phrase{"Failed to write request", "the server closed the connection during the request"},
    Phrase{"Failed to read", "the server closed the connection in the middle of its answer"},
    Phrase{"Error in SSL handshake", "the TLS handshake failed"},
    Phrase{"Failed to set TLS SNI hostname", "the TLS handshake failed"},
    Phrase{"Request canceled by user", "cancelled"},
};

/// The operating system's message for its own codes; nothing for codes of the library.
std::string Cause(int code) {
  return code > 0 ? ": " + std::generic_category().message(code) : "";
}

}  // namespace

HttpResponse DescribeFailure(const Exchange& exchange, const LibraryError& error) {
  const auto failed = [&](const std::string& words, bool closed = false) {
    return HttpResponse{.body = exchange.name + ": " + words, .closed = closed};
  };
  if (error.code == ETIMEDOUT) {
    return failed("no data from the server for " + std::to_string(exchange.timeout.count()) +
                  " ms");
  }
  const std::string refusal = exchange.tls ? exchange.tls->LastRefusal() : "";
  if (error.words.starts_with("Error in SSL handshake") && !refusal.empty()) {
    return failed("the server's certificate was rejected: " + refusal +
                  "; check certificate-authority and tls-server-name of the cluster");
  }
  const auto* const known = std::ranges::find_if(
      kPhrases, [&](const Phrase& phrase) { return error.words.starts_with(phrase.library); });
  if (known == kPhrases.end()) {
    return failed("the connection failed" + Cause(error.code));
  }
  const bool has_cause = known->words.starts_with("cannot connect");
  return failed(std::string(known->words) + (has_cause ? Cause(error.code) : ""), known->closed);
}

}  // namespace executioner::kube
