/// \file
/// Addresses of PostgreSQL databases, and what may be said of them. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::store {

/// Whether the text begins as such an address does: postgres:// or postgresql://.
bool IsPostgresUrl(std::string_view url);

/// Refuses what libpq would take apart in another way than its author meant, and then say parts of
/// the password.
/// \param field  where it was given, e.g. "--history"
/// \throws base::ConfigurationError  without the password
void CheckPostgresUrl(const std::string& url, const std::string& field);

/// The address for messages and records: without user, and without any password.
std::string PlaceOf(const std::string& url);

/// The text with *** where it holds a password of the address: libpq names what it cannot read.
std::string WithoutSecrets(std::string text, const std::string& url);

}  // namespace executioner::store
