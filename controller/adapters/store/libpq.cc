#include "controller/adapters/store/libpq.h"

#include <array>

namespace executioner::store {

const LibPq& Pq() {
  static const LibPq kPq;
  return kPq;
}

PGconn* ConnectPostgres(const std::string& url) {
  // Keys before dbname are defaults that the URL may override; keys after it override the URL.
  constexpr std::array kKeys{"connect_timeout",           "tcp_user_timeout",
                             "fallback_application_name", "dbname",
                             "client_encoding",           static_cast<const char*>(nullptr)};
  // Ten seconds to connect, thirty for unacknowledged data: a run must not hang for the minutes of
  // TCP's own limits when the server disappears.
  const std::array values{"10",        "30000", "executioner",
                          url.c_str(), "UTF8",  static_cast<const char*>(nullptr)};
  return Pq().connectdb_params(kKeys.data(), values.data(), /*expand_dbname=*/1);
}

}  // namespace executioner::store
