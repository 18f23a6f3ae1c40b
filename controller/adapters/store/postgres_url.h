/// \file
/// URLs of PostgreSQL databases, and how to show them without secrets. Pure.
#pragma once

#include <string>
#include <string_view>

namespace executioner::store {

/// \return whether the text begins with postgres:// or postgresql://
bool IsPostgresUrl(std::string_view url);

/// Rejects URLs that libpq would parse differently than intended, because its error messages would
/// then quote parts of the password.
/// \param field  where the URL was given, such as "--history"
/// \throws base::ConfigurationError  whose message does not contain the password
void CheckPostgresUrl(const std::string& url, const std::string& field);

/// Returns the URL without user and passwords, for messages and the history.
std::string PlaceOf(const std::string& url);

/// Returns the text with each password of the URL replaced by ***, because libpq quotes input that
/// it cannot read.
std::string WithoutSecrets(std::string text, const std::string& url);

}  // namespace executioner::store
