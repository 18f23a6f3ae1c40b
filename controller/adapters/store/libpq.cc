#include "controller/adapters/store/libpq.h"

#include <array>

namespace executioner::store {

const LibPq& Pq() {
  static const LibPq kPq;
  return kPq;
}

PGconn* ConnectPostgres(const std::string& url) {
  // What stands before the address is a default, what stands behind it is not asked.
  constexpr std::array kKeys{"connect_timeout",           "tcp_user_timeout",
                             "fallback_application_name", "dbname",
                             "client_encoding",           static_cast<const char*>(nullptr)};
  const std::array values{"10",        "30000", "executioner",
                          url.c_str(), "UTF8",  static_cast<const char*>(nullptr)};
  return Pq().connectdb_params(kKeys.data(), values.data(), /*expand_dbname=*/1);
}

}  // namespace executioner::store
