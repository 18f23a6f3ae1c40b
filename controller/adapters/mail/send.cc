#include "controller/adapters/mail/send.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <curl/curl.h>
#include <sys/socket.h>

#include "controller/base/error.h"
#include "controller/base/shared_library.h"

namespace executioner::mail {
namespace {

/// The functions of libcurl that we use.
struct LibCurl {
  LibCurl() {
    if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      throw base::MissingLibraryError("the library libcurl.so.4 cannot be set up");
    }
  }

  template <typename Signature>
  using Function = base::LibraryFunction<Signature>;

  base::SharedLibrary library{"libcurl.so.4", "libcurl4"};
  Function<decltype(curl_global_init)> global_init{library, "curl_global_init"};
  Function<decltype(curl_easy_init)> easy_init{library, "curl_easy_init"};
  Function<decltype(curl_easy_setopt)> easy_setopt{library, "curl_easy_setopt"};
  Function<decltype(curl_easy_perform)> easy_perform{library, "curl_easy_perform"};
  Function<decltype(curl_easy_getinfo)> easy_getinfo{library, "curl_easy_getinfo"};
  Function<decltype(curl_easy_cleanup)> easy_cleanup{library, "curl_easy_cleanup"};
  Function<decltype(curl_easy_strerror)> easy_strerror{library, "curl_easy_strerror"};
  Function<decltype(curl_slist_append)> slist_append{library, "curl_slist_append"};
  Function<decltype(curl_slist_free_all)> slist_free_all{library, "curl_slist_free_all"};
};

/// \throws base::MissingLibraryError
const LibCurl& Curl() {
  // Loaded with the first mail, so that programs that send none run without libcurl.
  static const LibCurl kCurl;
  return kCurl;
}

/// The unsent rest of a mail, and the dialogue with the server.
struct Transfer {
  std::string_view unsent = {};
  std::string command = {};  ///< the last one
  std::string answer = {};   ///< the last one that refused something
  std::vector<Refusal> refusals = {};
};

std::size_t ReadMessage(char* into, std::size_t size, std::size_t count, void* data) {
  std::string_view& unsent = static_cast<Transfer*>(data)->unsent;
  const std::size_t length = std::min(unsent.size(), size * count);
  std::memcpy(into, unsent.data(), length);
  unsent.remove_prefix(length);
  return length;
}

std::string Line(const char* text, std::size_t size) {
  std::string line(text, size);
  line.erase(std::min(line.find_first_of("\r\n"), line.size()));
  std::ranges::replace_if(
      // The server's text is shown on a terminal.
      line, [](char letter) { return static_cast<unsigned char>(letter) < 0x20U; }, ' ');
  return line;
}

int Listen(CURL* /*handle*/, curl_infotype kind, char* text, std::size_t size, void* data) {
  auto& transfer = *static_cast<Transfer*>(data);
  if (kind == CURLINFO_HEADER_OUT) {
    transfer.command = Line(text, size);
  } else if (kind == CURLINFO_HEADER_IN && size > 0 && (text[0] == '4' || text[0] == '5')) {
    transfer.answer = Line(text, size);
    constexpr std::string_view kRecipient = "RCPT TO:<";
    if (transfer.command.starts_with(kRecipient)) {
      const std::string recipient = transfer.command.substr(kRecipient.size());
      transfer.refusals.push_back(
          {.recipient = recipient.substr(0, recipient.find('>')), .answer = transfer.answer});
    }
  }
  return 0;
}

std::string Place(const Server& server) {
  const bool is_v6 = server.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + server.host + "]" : server.host) + ":" + std::to_string(server.port);
}

/// One transfer by libcurl.
class Request {
 public:
  Request() : handle_(curl_.easy_init()) {
    if (handle_ == nullptr) {
      throw base::BackendError("libcurl cannot be set up");
    }
    Set(CURLOPT_ERRORBUFFER, error_.data());
  }

  ~Request() {
    curl_.slist_free_all(recipients_);
    curl_.easy_cleanup(handle_);
  }

  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  void SetServer(const Server& server) {
    Set(CURLOPT_URL, ((server.tls == Tls::kTls ? "smtps://" : "smtp://") + Place(server)).c_str());
    // CURLUSESSL_TRY would send in clear text if somebody removes STARTTLS from the answer.
    Set(CURLOPT_USE_SSL,
        static_cast<long>(server.tls == Tls::kStartTls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    Set(CURLOPT_PROXY, "");  // web proxies do not forward mail
    Set(CURLOPT_TIMEOUT_MS, long{server.timeout.count()});
    if (!server.ca_file.empty()) {
      Set(CURLOPT_CAINFO, server.ca_file.c_str());
    }
    if (!server.user.empty() && !server.password.empty()) {
      Set(CURLOPT_USERNAME, server.user.c_str());
      Set(CURLOPT_PASSWORD, server.password.c_str());
    }
  }

  /// \param transfer  outlives this
  void SetMessage(const Envelope& envelope, Transfer& transfer) {
    Set(CURLOPT_MAIL_FROM, ("<" + envelope.from + ">").c_str());
    for (const std::string& recipient : envelope.to) {
      recipients_ = curl_.slist_append(recipients_, ("<" + recipient + ">").c_str());
    }
    Set(CURLOPT_MAIL_RCPT, recipients_);
    // One wrong address must not prevent delivery to the others.
    Set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    Set(CURLOPT_UPLOAD, 1L);
    Set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(transfer.unsent.size()));
    Set(CURLOPT_READFUNCTION, &ReadMessage);
    Set(CURLOPT_READDATA, &transfer);
    Set(CURLOPT_VERBOSE, 1L);  // otherwise the function is not called
    Set(CURLOPT_DEBUGFUNCTION, &Listen);
    Set(CURLOPT_DEBUGDATA, &transfer);
  }

  CURLcode Perform() {
    const CURLcode code = curl_.easy_perform(handle_);
    StopListening();
    return code;
  }

  std::string Error(CURLcode code) const {
    return error_.front() == '\0' ? curl_.easy_strerror(code) : error_.data();
  }

 private:
  /// Called when the mail was sent or has failed. libcurl sends QUIT before it closes the
  /// connection, and would wait two minutes for the response of a server that has stopped
  /// responding.
  void StopListening() {
    curl_socket_t connection = CURL_SOCKET_BAD;
    if (curl_.easy_getinfo(handle_, CURLINFO_ACTIVESOCKET, &connection) == CURLE_OK &&
        connection != CURL_SOCKET_BAD) {
      shutdown(connection, SHUT_RD);
    }
  }

  template <typename Value>
  void Set(CURLoption option, Value value) {
    if (curl_.easy_setopt(handle_, option, value) != CURLE_OK) {
      throw base::BackendError("libcurl rejected option " + std::to_string(option));
    }
  }

  const LibCurl& curl_ = Curl();
  CURL* handle_;
  curl_slist* recipients_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

std::string Cause(CURLcode code, std::string error, const Server& server,
                  const Transfer& transfer) {
  if (code == CURLE_OPERATION_TIMEDOUT) {
    return "not finished within " + std::to_string(server.timeout.count() / 1000) + " s";
  }
  if (code == CURLE_USE_SSL_FAILED) {
    return "the server does not offer STARTTLS; nothing was sent";
  }
  const bool is_new = !transfer.answer.empty() && error.find(transfer.answer) == std::string::npos;
  return is_new ? std::move(error) + ": " + transfer.answer : error;
}

void RequireHost(const std::string& host) {
  const bool is_fine = !host.empty() && std::ranges::all_of(host, [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
           std::string_view(".-_:").find(letter) != std::string_view::npos;
  });
  if (!is_fine) {
    throw base::BackendError("mail server '" + host + "' is not a valid host name", false);
  }
}

}  // namespace

std::vector<Refusal> Send(const Server& server, const Envelope& envelope,
                          std::string_view message) {
  RequireHost(server.host);
  Transfer transfer{.unsent = message};
  Request request;
  request.SetServer(server);
  request.SetMessage(envelope, transfer);
  const CURLcode code = request.Perform();
  if (code != CURLE_OK) {
    throw base::BackendError("mail server " + Place(server) + ": " +
                             Cause(code, request.Error(code), server, transfer));
  }
  return transfer.refusals;
}

}  // namespace executioner::mail
