/// \file
/// A PostgreSQL database, with libpq.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "controller/adapters/store/database.h"

struct pg_conn;

namespace executioner::store {

class PostgresDatabase : public Database {
 public:
  /// Connects. After the connection is lost, the next statement outside a transaction connects
  /// again.
  /// \param url  "postgres://user@host/database?options", as accepted by CheckPostgresUrl
  /// \throws base::StoreError  with the server's message, without the password. No wait for the
  /// network is longer than 30 s, unless the options say so
  explicit PostgresDatabase(std::string url);

  Dialect Speaks() const override { return Dialect::kPostgres; }

  std::vector<Row> Run(std::string_view sql, std::span<const Field> parameters) override;
  using Database::Run;

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };

  void Connect();
  const std::string& Prepare(std::string_view sql);
  [[noreturn]] void Fail(const std::string& message, bool can_retry) const;

  std::string url_;
  std::unique_ptr<pg_conn, Close> connection_ = {};
  std::map<std::string, std::string, std::less<>> statements_ =
      {};  // SQL to the name of its prepared statement
};

/// Replaces each `?` by `$1`, `$2` and so on, as PostgreSQL requires. Pure. Our SQL contains no `?`
/// in string literals.
std::string NumberParameters(std::string_view sql);

}  // namespace executioner::store
