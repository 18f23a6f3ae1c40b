#include "controller/manifest/spec_hash.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "controller/base/sha256.h"
#include "controller/domain/workflow_fields.h"
#include "controller/manifest/json_text.h"

namespace executioner::manifest {
namespace {

using Keys = std::vector<std::string_view>;

/// Visits the fields of a spec and sorts their keys.
struct Sorted {
  Keys frozen = {};
  Keys live = {};

  void operator()(const domain::Field& field, const auto&...) {
    (field.live ? live : frozen).push_back(field.key);
  }

  void Group(const domain::Field& field, const auto&) { (*this)(field); }

  void Rule(const domain::Rule&) {}
};

Keys FrozenOfWorkflow() {
  Sorted keys;
  const domain::WorkflowSpec spec;
  Fields(keys, spec);
  return keys.frozen;
}

Keys LiveOfJob() {
  Sorted keys;
  const domain::WorkflowSpec spec{.jobs = {{}}};
  FieldsOfJob(keys, spec);
  return keys.live;
}

template <class IsFrozen>
std::string Hash(const Value& spec, IsFrozen is_frozen) {
  if (spec.Members() == nullptr) {
    return base::Sha256Hex(CanonicalJson(spec));
  }
  std::string text;
  for (const auto& [key, value] : *spec.Members()) {
    // Members are sorted, so the order of fields in a manifest does not matter.
    if (is_frozen(key)) {
      text += key + ":" + CanonicalJson(value) + "\n";
    }
  }
  return base::Sha256Hex(text);
}

}  // namespace

// Unknown keys occur in objects that were stored under another schema. Hashes of such objects are
// stored too, so they must not change: unknown keys of a Workflow are ignored, those of a Job are
// not.
std::string WorkflowHash(const Value& spec) {
  static const Keys kFrozen = FrozenOfWorkflow();
  return Hash(spec, [](std::string_view key) { return std::ranges::count(kFrozen, key) > 0; });
}

std::string JobHash(const Value& spec) {
  static const Keys kLive = LiveOfJob();
  return Hash(spec, [](std::string_view key) { return std::ranges::count(kLive, key) == 0; });
}

}  // namespace executioner::manifest
