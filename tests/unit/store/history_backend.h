/// \file
/// The databases on which the contract of a history is tested.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "controller/adapters/store/postgres_database.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/adapters/store/sql_history.h"
#include "controller/adapters/store/sqlite_database.h"
#include "tests/unit/kube/temporary_folder.h"
#include "tests/unit/store/postgres_server.h"

namespace executioner::store::testing {

/// An empty history of one test, removed by the destructor; it may be opened several times at once.
class HistoryPlace {
 public:
  virtual ~HistoryPlace() = default;

  /// \param clock  borrowed
  virtual std::unique_ptr<history::History> Open(const base::Clock& clock) const = 0;

  /// Opens the database without a history.
  virtual std::unique_ptr<Database> Connect() const = 0;
};

struct Backend {
  std::string name = {};
  std::function<std::unique_ptr<HistoryPlace>()> make = {};
};

inline void PrintTo(const Backend& backend, std::ostream* out) {
  *out << backend.name;
}

class SqlitePlace : public HistoryPlace {
 public:
  /// How long to wait for locks, because tests run in parallel on a busy machine.
  static constexpr base::Duration kPatience{60'000};

  std::string Path() const { return folder_.Path() / "history.db"; }

  std::unique_ptr<history::History> Open(const base::Clock& clock) const override {
    return std::make_unique<SqlHistory>(Connect(), Path(), clock);
  }

  std::unique_ptr<Database> Connect() const override {
    return std::make_unique<SqliteDatabase>(Path(), kPatience);
  }

 private:
  kube::TemporaryFolder folder_ = {};
};

inline Backend Sqlite() {
  return {.name = "Sqlite", .make = [] { return std::make_unique<SqlitePlace>(); }};
}

class PostgresPlace : public HistoryPlace {
 public:
  std::unique_ptr<history::History> Open(const base::Clock& clock) const override {
    return std::make_unique<SqlHistory>(Connect(), PlaceOf(url_), clock);
  }

  std::unique_ptr<Database> Connect() const override {
    return std::make_unique<PostgresDatabase>(url_);
  }

 private:
  std::string url_ = PostgresServer::Get().NewDatabase();
};

inline Backend Postgres() {
  return {.name = "Postgres", .make = [] { return std::make_unique<PostgresPlace>(); }};
}

}  // namespace executioner::store::testing
