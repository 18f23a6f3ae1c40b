#include "controller/adapters/store/postgres_database.h"

#include <libpq-fe.h>
#include <utility>

#include "controller/base/error.h"

namespace executioner::store {
namespace {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};

using Result = std::unique_ptr<PGresult, Clear>;

/// What comes back is text; the columns' types tell which of it are numbers.
constexpr Oid kInt8 = 20;
constexpr Oid kInt4 = 23;

/// SQLSTATE classes that pass: connection lost, server shutting down, serialization, deadlock,
/// lock.
bool CanRetry(const PGresult* result) {
  const char* const field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string_view state = field == nullptr ? "08000" : field;
  return state.starts_with("08") || state.starts_with("57P") || state.starts_with("40") ||
         state.starts_with("53") || state == "55P03";
}

Field ReadField(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) == 1) {
    return {};
  }
  std::string text(PQgetvalue(result, row, column),
                   static_cast<std::size_t>(PQgetlength(result, row, column)));
  const Oid type = PQftype(result, column);
  if (type == kInt8 || type == kInt4) {
    return NumberOf(Field(std::move(text))).value_or(0);
  }
  return text;
}

std::string Trimmed(std::string text) {
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return text;
}

/// Where it is, without user and password.
std::string PlaceOf(const std::string& url) {
  const std::size_t at = url.rfind('@');
  const std::size_t scheme = url.find("://");
  return at == std::string::npos ? url : url.substr(0, scheme + 3) + url.substr(at + 1);
}

}  // namespace

std::string NumberParameters(std::string_view sql) {
  std::string numbered;
  int number = 0;
  for (const char letter : sql) {
    if (letter == '?') {
      numbered += "$" + std::to_string(++number);
    } else {
      numbered += letter;
    }
  }
  return numbered;
}

void PostgresDatabase::Close::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

PostgresDatabase::PostgresDatabase(std::string url) : url_(std::move(url)) {
  Connect();
}

void PostgresDatabase::Connect() {
  statements_.clear();
  connection_.reset(PQconnectdb(url_.c_str()));
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    Fail(PQerrorMessage(connection_.get()), /*can_retry=*/true);
  }
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
}

void PostgresDatabase::Fail(const std::string& message, bool can_retry) const {
  throw base::StoreError(PlaceOf(url_) + ": " + Trimmed(message), can_retry);
}

const std::string& PostgresDatabase::Prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) {
    return found->second;
  }
  const std::string name = "s" + std::to_string(statements_.size());
  const Result result(
      PQprepare(connection_.get(), name.c_str(), NumberParameters(sql).c_str(), 0, nullptr));
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
    Fail(PQresultErrorMessage(result.get()), CanRetry(result.get()));
  }
  return statements_.emplace(sql, name).first->second;
}

std::vector<Row> PostgresDatabase::Run(std::string_view sql, std::span<const Field> parameters) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    Connect();
  }
  std::vector<std::string> texts;
  texts.reserve(parameters.size());
  std::vector<const char*> values;
  for (const Field& field : parameters) {
    texts.push_back(TextOf(field));
    const bool null = std::holds_alternative<std::monostate>(field);
    values.push_back(null ? nullptr : texts.back().c_str());
  }
  const Result result(PQexecPrepared(connection_.get(), Prepare(sql).c_str(),
                                     static_cast<int>(values.size()), values.data(), nullptr,
                                     nullptr, 0));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    Fail(PQresultErrorMessage(result.get()), CanRetry(result.get()));
  }
  std::vector<Row> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    Row fields;
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      fields.push_back(ReadField(result.get(), row, column));
    }
    rows.push_back(std::move(fields));
  }
  return rows;
}

}  // namespace executioner::store
