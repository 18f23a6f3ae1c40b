/// \file
/// Mail addresses, and encoding of text for mail headers (RFC 5322, RFC 2047). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace executioner::mail {

struct Address {
  std::string name = {};     ///< "Ann Droid", or ""
  std::string address = {};  ///< "ann@example.com"

  bool operator==(const Address&) const = default;
};

/// Reads "ann@example.com" or "Ann Droid <ann@example.com>".
/// \return nothing if it is not an address that every server accepts: ASCII, one "@", no spaces
std::optional<Address> ParseAddress(std::string_view text);

/// Encodes any text as the value of a header. Control characters become spaces, so that the text
/// cannot inject another header; text that is long or not plain ASCII becomes encoded words on
/// separate lines.
std::string HeaderText(std::string_view text);

/// Encodes an address for From and To.
std::string HeaderText(const Address& address);

}  // namespace executioner::mail
