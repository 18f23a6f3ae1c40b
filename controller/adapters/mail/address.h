/// \file
/// Addresses of mail, and text that may stand in its headers (RFC 5322, RFC 2047). Pure.
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
/// \return nothing when it is no address that every server takes: ASCII, one "@", no spaces
std::optional<Address> ParseAddress(std::string_view text);

/// Any text as the value of a header: control characters become spaces, so that no other header
/// can begin in it; what is not plain ASCII, or long, becomes encoded words on lines of their own.
std::string HeaderText(std::string_view text);

/// An address as it stands in From and To.
std::string HeaderText(const Address& address);

}  // namespace executioner::mail
