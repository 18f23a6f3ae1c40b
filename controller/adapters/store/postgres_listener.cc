#include "controller/adapters/store/postgres_listener.h"

#include <poll.h>
#include <utility>

#include "controller/adapters/store/libpq.h"
#include "controller/adapters/store/postgres_url.h"
#include "controller/base/error.h"

namespace executioner::store {

void PostgresListener::Close::operator()(pg_conn* connection) const {
  Pq().finish(connection);
}

PostgresListener::PostgresListener(std::string url, std::string channel)
    : url_(std::move(url)), channel_(std::move(channel)) {
  Connect();
}

void PostgresListener::Connect() {
  connection_.reset(ConnectPostgres(url_));
  bool listens = Pq().status(connection_.get()) == CONNECTION_OK;
  if (listens) {
    PGresult* const result = Pq().exec(connection_.get(), ("LISTEN \"" + channel_ + "\"").c_str());
    listens = Pq().result_status(result) == PGRES_COMMAND_OK;
    Pq().clear(result);
  }
  if (!listens) {
    const std::string message = Pq().error_message(connection_.get());
    connection_.reset();
    throw base::StoreError(PlaceOf(url_) + ": " +
                           WithoutSecrets(message.substr(0, message.find('\n')), url_));
  }
  // Notifications that were sent before LISTEN are lost.
  renewed_ = true;
}

int PostgresListener::Descriptor() const {
  return connection_ ? Pq().socket(connection_.get()) : -1;
}

bool PostgresListener::ReadAll() const {
  pollfd polled{.fd = Descriptor(), .events = POLLIN, .revents = 0};
  do {  // a closed connection is reported only after the server's last message
    if (!connection_ || Pq().consume_input(connection_.get()) != 1 ||
        Pq().status(connection_.get()) != CONNECTION_OK) {
      return false;
    }
  } while (poll(&polled, 1, 0) > 0);
  return true;
}

Notices PostgresListener::Take() {
  if (!ReadAll()) {
    Connect();
  }
  Notices notices{.renewed = std::exchange(renewed_, false)};
  while (PGnotify* const notice = Pq().notifies(connection_.get())) {
    notices.payloads.emplace_back(notice->extra);
    Pq().freemem(notice);
  }
  return notices;
}

}  // namespace executioner::store
