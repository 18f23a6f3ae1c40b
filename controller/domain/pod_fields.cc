#include "controller/domain/pod_fields.h"

#include <algorithm>
#include <array>

namespace executioner::domain {
namespace {

using enum PodFieldType;

constexpr std::array kFields{
    PodField{"affinity", kObject},
    PodField{"automountServiceAccountToken", kBoolean},
    PodField{"dnsConfig", kObject},
    PodField{"dnsPolicy", kText},
    PodField{"hostAliases", kObjectList},
    PodField{"hostNetwork", kBoolean},
    PodField{"imagePullSecrets", kObjectList},
    PodField{"initContainers", kObjectList},
    PodField{"nodeSelector", kTextMap},
    PodField{"priorityClassName", kText},
    PodField{"runtimeClassName", kText},
    PodField{"schedulerName", kText},
    PodField{"securityContext", kObject},
    PodField{"serviceAccountName", kText},
    PodField{"tolerations", kObjectList},
    PodField{"topologySpreadConstraints", kObjectList},
    PodField{"volumes", kObjectList},
};

}  // namespace

const PodField* FindPodField(std::string_view name) {
  const auto* const found = std::ranges::find(kFields, name, &PodField::name);
  return found == kFields.end() ? nullptr : found;
}

std::string AllowedPodFieldNames() {
  std::string names;
  for (const PodField& field : kFields) {
    names += (names.empty() ? "" : ", ") + std::string(field.name);
  }
  return names;
}

}  // namespace executioner::domain
