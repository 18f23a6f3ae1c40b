#include "controller/domain/pod_fields.h"

namespace executioner::domain {

std::optional<RawType> FindPodField(std::string_view name) {
  std::optional<RawType> found;
  const auto compare = [&](const Field& field) {
    if (field.key == name) {
      found = field.raw;
    }
  };
  PodSpecFields(compare);
  return found;
}

std::string AllowedPodFieldNames() {
  std::string names;
  const auto add = [&](const Field& field) {
    names += (names.empty() ? "" : ", ") + std::string(field.key);
  };
  PodSpecFields(add);
  return names;
}

}  // namespace executioner::domain
