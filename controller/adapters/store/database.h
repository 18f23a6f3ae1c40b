/// \file
/// SQL, whoever speaks it: the little that our schema needs of SQLite and PostgreSQL.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace executioner::store {

/// NULL, an integer or text.
using Field = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Field>;

enum class Dialect { kSqlite, kPostgres };

/// The type of a column that is the key and that the database numbers, never twice the same.
std::string_view NumberedKey(Dialect dialect);

/// One connection. Not thread-safe. Everything throws base::StoreError with the words of the
/// database; one that is busy or unreachable can be retried.
class Database {
 public:
  virtual ~Database() = default;

  virtual Dialect Speaks() const = 0;

  /// \throws base::StoreError  when others who open the same database find another one
  virtual void RequireInPlace() {}

  /// Runs one statement; `?` stands for the parameters, in order.
  /// \return its rows
  virtual std::vector<Row> Run(std::string_view sql, std::span<const Field> parameters) = 0;

  /// As Run with the parameters written out.
  template <typename... Parameters>
  std::vector<Row> Run(std::string_view sql, Parameters&&... parameters) {
    const std::vector<Field> fields{Field(std::forward<Parameters>(parameters))...};
    return Run(sql, std::span<const Field>(fields));
  }
};

/// A transaction: rolled back at the end of its scope unless it was committed. Writers exclude each
/// other from its begin.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&&) = delete;
  Transaction& operator=(Transaction&&) = delete;

  void Commit();

 private:
  Database& database_;
  bool open_ = true;
};

/// \return the text; "" for NULL
std::string TextOf(const Field& field);

/// \return the number; nothing for NULL
std::optional<std::int64_t> NumberOf(const Field& field);

}  // namespace executioner::store
