/// \file
/// PostgreSQL by libpq.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "controller/adapters/store/database.h"

struct pg_conn;

namespace executioner::store {

class PostgresDatabase : public Database {
 public:
  /// Connects; a connection that was lost is made again by the next statement outside a
  /// transaction.
  /// \param url  "postgres://user@host/database?options", one that CheckPostgresUrl lets pass
  /// \throws base::StoreError  with the server's words, without the password; none of its waits for
  ///         the network is longer than half a minute, unless the options say so
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
  std::map<std::string, std::string, std::less<>> statements_ = {};  // SQL -> its name there
};

/// `?` as PostgreSQL has it: `$1`, `$2`, ... Pure; our SQL has no `?` in texts.
std::string NumberParameters(std::string_view sql);

}  // namespace executioner::store
