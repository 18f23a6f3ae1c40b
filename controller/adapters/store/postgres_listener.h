/// \file
/// LISTEN of PostgreSQL as something to poll.
#pragma once

#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace executioner::store {

/// What came over a channel.
struct Notices {
  bool renewed = false;  ///< the connection is new: something may have been missed
  std::vector<std::string> payloads = {};
};

/// A connection that does nothing but listen, so that whatever comes makes its socket readable.
/// Not thread-safe. Everything throws base::StoreError, which can be retried.
class PostgresListener {
 public:
  PostgresListener(std::string url, std::string channel);

  /// Readable when there are notices or the connection has broken; -1 while there is none.
  int Descriptor() const;

  /// Takes what has come; connects when there is no connection.
  Notices Take();

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };

  void Connect();
  bool ReadAll() const;  // whether the connection is whole

  std::string url_;
  std::string channel_;
  std::unique_ptr<pg_conn, Close> connection_ = {};
  bool renewed_ = false;
};

}  // namespace executioner::store
