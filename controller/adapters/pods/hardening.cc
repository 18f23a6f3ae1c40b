#include "controller/adapters/pods/hardening.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "controller/base/error.h"

namespace executioner::pods {
namespace {

using Json = nlohmann::json;

/// \param text  "": a job that does not set the field
Json ParseObject(std::string_view text, const std::string& place) {
  if (text.empty()) {
    return Json::object();
  }
  Json object = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    throw base::ConfigurationError(place, "must be an object, as in core/v1");
  }
  return object;
}

bool AddsSysAdmin(const Json& capabilities) {
  const auto added = capabilities.find("add");
  return added != capabilities.end() && added->is_array() &&
         std::ranges::any_of(*added, [](const Json& name) {
           return name == "SYS_ADMIN" || name == "CAP_SYS_ADMIN";
         });
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

std::string HardenContainer(std::string_view own, const std::string& place) {
  Json context = ParseObject(own, place);
  Json& capabilities = context["capabilities"];
  if (capabilities.is_null()) {
    capabilities = Json::object();
  }
  if (!capabilities.is_object()) {
    throw base::ConfigurationError(place + ".capabilities", "must be an object, as in core/v1");
  }
  // Each field has its own default: a manifest that adds one capability still drops all others.
  if (!capabilities.contains("drop")) {
    capabilities["drop"] = Json::array({"ALL"});
  }
  const auto privileged = context.find("privileged");
  // The API server rejects these two together with allowPrivilegeEscalation: false.
  const bool open =
      (privileged != context.end() && *privileged == true) || AddsSysAdmin(capabilities);
  if (!open && !context.contains("allowPrivilegeEscalation")) {
    context["allowPrivilegeEscalation"] = false;
  }
  return Dump(context);
}

std::string HardenPod(std::string_view own, const std::string& place) {
  Json context = ParseObject(own, place);
  if (!context.contains("seccompProfile")) {
    context["seccompProfile"] = {{"type", "RuntimeDefault"}};
  }
  return Dump(context);
}

}  // namespace executioner::pods
