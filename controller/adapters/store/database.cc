#include "controller/adapters/store/database.h"

#include <charconv>

#include "controller/base/error.h"

namespace executioner::store {

Transaction::Transaction(Database& database) : database_(database) {
  database_.Run(database_.Speaks() == Dialect::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) {
    return;
  }
  try {
    database_.Run("ROLLBACK");
  } catch (const base::StoreError&) {
    // The connection is gone, and the transaction with it.
    open_ = false;
  }
}

void Transaction::Commit() {
  database_.Run("COMMIT");
  open_ = false;
}

std::string TextOf(const Field& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field)) {
    return std::to_string(*number);
  }
  const auto* text = std::get_if<std::string>(&field);
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> NumberOf(const Field& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field)) {
    return *number;
  }
  const auto* text = std::get_if<std::string>(&field);
  std::int64_t number = 0;
  if (text == nullptr ||
      std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc{}) {
    return std::nullopt;
  }
  return number;
}

}  // namespace executioner::store
