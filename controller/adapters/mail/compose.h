/// \file
/// A mail as the bytes that a server takes: RFC 5322 with MIME, whatever it is made of. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "controller/adapters/mail/address.h"
#include "controller/base/time.h"

namespace executioner::mail {

/// A file, or the end of one.
struct Attachment {
  std::string name = {};
  std::string content = {};    ///< any bytes
  std::uint64_t left_out = 0;  ///< bytes of the file before `content`
};

struct Message {
  Address from = {};
  std::vector<Address> to = {};
  std::string subject = {};
  std::string body = {};
  std::vector<Attachment> attachments = {};  ///< those that matter most first
  base::TimePoint date = {};
  std::string id = {};  ///< of its own, "run-7.1"
};

/// How much of it is sent, in bytes before they are encoded (which adds 37 %).
struct Limits {
  std::size_t body = std::size_t{256} * 1024;
  std::size_t each = std::size_t{256} * 1024;  ///< of an attachment
  std::size_t all = std::size_t{4} * 1024 * 1024;
  std::size_t attachments = 100;
};

/// Headers and parts, with CRLF; UTF-8 in headers is encoded (RFC 2047, RFC 2231), all parts are
/// base64. Of what is larger than the limits the end stays, and the body says what is missing.
std::string Compose(const Message& message, const Limits& limits = {});

/// The end of `text`, at most `limit` bytes, from the beginning of a line where there is one.
std::string_view EndOf(std::string_view text, std::size_t limit);

}  // namespace executioner::mail
