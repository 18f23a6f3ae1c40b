/// \file
/// Builds a mail from any content: RFC 5322 with MIME. Pure.
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
  std::uint64_t left_out = 0;  ///< number of bytes of the file before `content`
};

struct Message {
  Address from = {};
  std::vector<Address> to = {};
  std::string subject = {};
  std::string body = {};
  std::vector<Attachment> attachments = {};  ///< the most important first
  base::TimePoint date = {};
  std::string id = {};  ///< unique, such as "run-7.1"
};

/// How much is sent, in bytes before encoding (which adds 37 %).
struct Limits {
  std::size_t body = std::size_t{256} * 1024;
  std::size_t each = std::size_t{256} * 1024;  ///< per attachment
  std::size_t all = std::size_t{4} * 1024 * 1024;
  std::size_t attachments = 100;
};

/// Returns headers and parts, with CRLF. UTF-8 in headers is encoded (RFC 2047, RFC 2231); all
/// parts are Base64. If a part exceeds a limit, only its end is kept, and the body says what was
/// left out.
std::string Compose(const Message& message, const Limits& limits = {});

/// Returns the end of `text`: at most `limit` bytes, beginning at the start of a line if possible.
std::string_view EndOf(std::string_view text, std::size_t limit);

}  // namespace executioner::mail
