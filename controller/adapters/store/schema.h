/// \file
/// The tables of the history, and how an older database becomes a current one.
#pragma once

#include <string>

#include "controller/adapters/store/database.h"
#include "controller/base/time.h"

namespace executioner::store {

/// The version that this program writes.
int SchemaVersion();

/// Makes or updates the tables, step by step in one transaction; safe when several processes do it
/// at once. Does nothing to a current database.
/// \param place  of the database, for messages
/// \param now    goes on record with each step
/// \throws base::StoreError  when a newer program has made it
void Migrate(Database& database, const std::string& place, base::TimePoint now);

}  // namespace executioner::store
