/// \file
/// Receives notifications of PostgreSQL (LISTEN) through a descriptor that can be polled.
#pragma once

#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace executioner::store {

/// The notifications of a channel.
struct Notices {
  bool renewed = false;  ///< the connection is new: notifications may have been missed
  std::vector<std::string> payloads = {};
};

/// A connection that only listens, so that its socket becomes readable only because of
/// notifications. Not thread-safe. All functions throw base::StoreError, which can be retried.
class PostgresListener {
 public:
  PostgresListener(std::string url, std::string channel);

  /// \return a descriptor that is readable when there are notifications or the connection is
  /// broken; -1 without a connection
  int Descriptor() const;

  /// Takes the pending notifications. Connects if there is no connection.
  Notices Take();

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };

  void Connect();
  bool ReadAll() const;  // \return whether the connection is intact

  std::string url_;
  std::string channel_;
  std::unique_ptr<pg_conn, Close> connection_ = {};
  bool renewed_ = false;
};

}  // namespace executioner::store
