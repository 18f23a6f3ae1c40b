/// \file
/// An SQL database: the subset of SQLite and PostgreSQL that our schema needs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace executioner::store {

/// A value: NULL, an integer or text.
using Field = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Field>;

enum class Dialect { kSqlite, kPostgres };

/// Returns the column type of a primary key that the database numbers without reusing numbers.
std::string_view NumberedKey(Dialect dialect);

/// One connection. Not thread-safe. All functions throw base::StoreError with the message of the
/// database; the error can be retried if the database is busy or unreachable.
class Database {
 public:
  virtual ~Database() = default;

  virtual Dialect Speaks() const = 0;

  /// \throws base::StoreError  if opening the same database again would open a different one
  virtual void RequireInPlace() {}

  /// Runs one statement; each `?` is replaced by the next parameter.
  /// \return its rows
  virtual std::vector<Row> Run(std::string_view sql, std::span<const Field> parameters) = 0;

  /// Like Run, with the parameters as arguments.
  template <typename... Parameters>
  std::vector<Row> Run(std::string_view sql, Parameters&&... parameters) {
    const std::vector<Field> fields{Field(std::forward<Parameters>(parameters))...};
    return Run(sql, std::span<const Field>(fields));
  }

  /// As Run; for statements of which only matters whether they concern any row.
  template <typename... Parameters>
  bool Any(std::string_view sql, Parameters&&... parameters) {
    return !Run(sql, std::forward<Parameters>(parameters)...).empty();
  }
};

/// A transaction, rolled back at the end of its scope unless committed. It excludes other writers
/// from its start.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void Commit();

 private:
  Database& database_;
  bool open_ = true;
};

/// \return the text; "" if it is NULL
std::string TextOf(const Field& field);

/// \return the number; nothing if it is NULL
std::optional<std::int64_t> NumberOf(const Field& field);

}  // namespace executioner::store
