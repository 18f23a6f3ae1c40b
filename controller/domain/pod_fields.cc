#include "controller/domain/pod_fields.h"

#include <vector>

#include "controller/base/join.h"

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
  std::vector<std::string_view> names;
  const auto add = [&](const Field& field) { names.push_back(field.key); };
  PodSpecFields(add);
  return base::Join(names);
}

}  // namespace executioner::domain
