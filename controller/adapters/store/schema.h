/// \file
/// The tables of the history, and the migration of older databases.
#pragma once

#include <string>

#include "controller/adapters/store/database.h"
#include "controller/base/time.h"

namespace executioner::store {

/// \return the version of the schema that this program writes
int SchemaVersion();

/// Creates or migrates the tables, step by step in one transaction. Several processes may call it
/// at once. Does nothing if the database is current.
/// \param place  the place of the database, for messages
/// \param now    the time that is recorded with each step
/// \throws base::StoreError  if a newer program has migrated it
void Migrate(Database& database, const std::string& place, base::TimePoint now);

}  // namespace executioner::store
