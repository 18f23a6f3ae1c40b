#include "controller/adapters/store/postgres_database.h"

#include <utility>

#include "controller/adapters/store/libpq.h"
#include "controller/adapters/store/postgres_text.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/base/error.h"

namespace executioner::store {
namespace {

struct Clear {
  void operator()(PGresult* result) const { Pq().clear(result); }
};

using Result = std::unique_ptr<PGresult, Clear>;

/// Results are text; the types of the columns say which of them are numbers.
constexpr Oid kInt8 = 20;
constexpr Oid kInt4 = 23;

/// The classes of SQLSTATE that are transient: connection lost, server shutting down, serialization
/// failure, deadlock, lock not available, insufficient resources.
bool CanRetry(const PGresult* result) {
  const char* const field = Pq().result_error_field(result, PG_DIAG_SQLSTATE);
  // A result without a state comes from libpq itself: the connection is broken.
  const std::string_view state = field == nullptr ? "08000" : field;
  return state.starts_with("08") || state.starts_with("57P") || state.starts_with("40") ||
         state.starts_with("53") || state == "55P03";
}

Field ReadField(const PGresult* result, int row, int column) {
  if (Pq().getisnull(result, row, column) == 1) {
    return {};
  }
  std::string text(Pq().getvalue(result, row, column),
                   static_cast<std::size_t>(Pq().getlength(result, row, column)));
  const Oid type = Pq().ftype(result, column);
  if (type == kInt8 || type == kInt4) {
    return NumberOf(Field(std::move(text))).value_or(0);
  }
  return DecodeText(text);
}

/// The server's lines as one.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char letter : text) {
    if (letter == '\n') {
      line += ';';
    } else {
      line += letter == '\t' ? ' ' : letter;
    }
  }
  return line.substr(0, line.find_last_not_of("; ") + 1);
}

/// Parameters as libpq takes them: texts that live as long as this, and pointers to them.
class Values {
 public:
  explicit Values(std::span<const Field> fields) {
    texts_.reserve(fields.size());
    for (const Field& field : fields) {
      const bool null = std::holds_alternative<std::monostate>(field);
      texts_.push_back(null ? std::string() : EncodeText(TextOf(field)));
      pointers_.push_back(null ? nullptr : texts_.back().c_str());
    }
  }

  int Size() const { return static_cast<int>(pointers_.size()); }

  const char* const* Pointers() const { return pointers_.data(); }

 private:
  std::vector<std::string> texts_ = {};
  std::vector<const char*> pointers_ = {};
};

std::vector<Row> ReadRows(const PGresult* result) {
  std::vector<Row> rows;
  for (int row = 0; row < Pq().ntuples(result); ++row) {
    Row& fields = rows.emplace_back();
    for (int column = 0; column < Pq().nfields(result); ++column) {
      fields.push_back(ReadField(result, row, column));
    }
  }
  return rows;
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
  Pq().finish(connection);
}

PostgresDatabase::PostgresDatabase(std::string url) : url_(std::move(url)) {
  Connect();
}

void PostgresDatabase::Connect() {
  statements_.clear();
  connection_.reset(ConnectPostgres(url_));
  if (Pq().status(connection_.get()) != CONNECTION_OK) {
    Fail(Pq().error_message(connection_.get()), /*can_retry=*/true);
  }
  // libpq would print notices to standard error, among the output of jobs.
  Pq().set_notice_processor(
      connection_.get(), [](void*, const char*) {}, nullptr);
}

void PostgresDatabase::Fail(const std::string& message, bool can_retry) const {
  throw base::StoreError(PlaceOf(url_) + ": " + WithoutSecrets(OneLine(message), url_), can_retry);
}

const std::string& PostgresDatabase::Prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) {
    return found->second;
  }
  // Prepared once per connection: the same statements run for every attempt.
  const std::string name = "s" + std::to_string(statements_.size());
  const Result result(
      Pq().prepare(connection_.get(), name.c_str(), NumberParameters(sql).c_str(), 0, nullptr));
  if (Pq().result_status(result.get()) != PGRES_COMMAND_OK) {
    Fail(Pq().result_error_message(result.get()), CanRetry(result.get()));
  }
  return statements_.emplace(sql, name).first->second;
}

std::vector<Row> PostgresDatabase::Run(std::string_view sql, std::span<const Field> parameters) {
  if (Pq().status(connection_.get()) != CONNECTION_OK) {
    Connect();
  }
  const Values values(parameters);
  const Result result(Pq().exec_prepared(connection_.get(), Prepare(sql).c_str(), values.Size(),
                                         values.Pointers(), nullptr, nullptr, 0));
  const ExecStatusType status = Pq().result_status(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    Fail(Pq().result_error_message(result.get()), CanRetry(result.get()));
  }
  return ReadRows(result.get());
}

}  // namespace executioner::store
