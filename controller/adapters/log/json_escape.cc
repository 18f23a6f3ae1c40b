#include "controller/adapters/log/json_escape.h"

#include <nlohmann/json.hpp>

namespace executioner::log {

std::string JsonString(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace executioner::log
