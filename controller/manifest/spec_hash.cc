#include "controller/manifest/spec_hash.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "controller/base/sha256.h"
#include "controller/manifest/json_text.h"

namespace executioner::manifest {
namespace {

constexpr std::array<std::string_view, 2> kFrozen{"defaults", "jobs"};
constexpr std::array<std::string_view, 8> kFreeOfJob{"activeDeadlineSeconds",
                                                     "after",
                                                     "afterTimeoutSeconds",
                                                     "cancel",
                                                     "podRetention",
                                                     "rerunOn",
                                                     "suspend",
                                                     "ttlSecondsAfterFinished"};

template <class IsFrozen>
std::string Hash(const Value& spec, IsFrozen is_frozen) {
  if (spec.Members() == nullptr) {
    return base::Sha256Hex(CanonicalJson(spec));
  }
  std::string text;
  for (const auto& [key, value] : *spec.Members()) {
    if (is_frozen(key)) {
      text += key + ":" + CanonicalJson(value) + "\n";
    }
  }
  return base::Sha256Hex(text);
}

}  // namespace

std::string WorkflowHash(const Value& spec) {
  return Hash(spec, [](std::string_view key) { return std::ranges::count(kFrozen, key) > 0; });
}

std::string JobHash(const Value& spec) {
  return Hash(spec, [](std::string_view key) { return std::ranges::count(kFreeOfJob, key) == 0; });
}

}  // namespace executioner::manifest
