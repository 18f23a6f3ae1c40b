/// \file
/// An SQLite database in a file. It uses write-ahead logging, so readers never wait, and no
/// committed transaction is lost if the process is killed.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "controller/adapters/store/database.h"
#include "controller/base/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace executioner::store {

class SqliteDatabase : public Database {
 public:
  static constexpr base::Duration kPatience{5000};

  /// Opens the file, or creates it if it does not exist.
  /// \param patience  how long to wait for locks of other processes
  /// \throws base::StoreError  naming the path: permission denied, not a database, damaged, or disk
  /// full
  explicit SqliteDatabase(const std::string& path, base::Duration patience = kPatience);

  Dialect Speaks() const override { return Dialect::kSqlite; }

  std::vector<Row> Run(std::string_view sql, std::span<const Field> parameters) override;
  using Database::Run;

  void RequireInPlace() override;

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  sqlite3_stmt* Prepare(std::string_view sql);
  [[noreturn]] void Fail(int code) const;

  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_ = {};
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>> statements_ = {};
};

}  // namespace executioner::store
