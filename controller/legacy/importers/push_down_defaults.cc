#include "controller/legacy/importers/push_down_defaults.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace executioner::legacy::importers {
namespace {

using manifest::List;
using manifest::Object;
using manifest::Value;

/// Variables by name: those of the job win, in the places of the defaults, since a variable may
/// refer to those before it.
Value MergedEnv(const Value& defaults, const Value& own) {
  List merged = *defaults.Items();
  for (const Value& variable : *own.Items()) {
    const auto same = std::ranges::find_if(merged, [&](const Value& other) {
      return *other.Find("name")->Text() == *variable.Find("name")->Text();
    });
    if (same == merged.end()) {
      merged.push_back(variable);
    } else {
      *same = variable;
    }
  }
  return Value{std::move(merged)};
}

/// Objects key by key. \param depth  of levels whose keys are merged
Value MergedMaps(const Value& defaults, const Value& own, int depth) {
  if (defaults.Members() == nullptr || own.Members() == nullptr || depth == 0) {
    return own;
  }
  Object merged = *own.Members();
  for (const auto& [key, value] : *defaults.Members()) {
    const auto [found, added] = merged.emplace(key, value);
    if (!added) {
      found->second = MergedMaps(value, found->second, depth - 1);
    }
  }
  return Value{std::move(merged)};
}

/// Labels and annotations one by one, and the fields of the pod's spec.
Value MergedPodTemplate(const Value& defaults, const Value& own) {
  Object merged = *own.Members();
  for (const auto& [key, value] : *defaults.Members()) {
    const auto [found, added] = merged.emplace(key, value);
    if (!added) {
      found->second = MergedMaps(value, found->second, key == "metadata" ? 2 : 1);
    }
  }
  return Value{std::move(merged)};
}

/// Whether a job takes a field from `defaults` that it does not have itself. What it runs comes
/// from one place, but for the shell of its script.
bool Inherits(const Object& defaults, const Object& job, std::string_view key) {
  // domain::MergeDefaults has the same rule.
  const std::set<std::string_view> group{"command", "args", "script", "shell"};
  const bool has_own =
      std::ranges::any_of(group, [&](std::string_view one) { return job.find(one) != job.end(); });
  if (key == "shell") {
    const Object& source = has_own ? job : defaults;
    return source.find("script") != source.end();
  }
  return !has_own || !group.contains(key);
}

}  // namespace

void PushDown(const Object& defaults, Object& job) {
  // What a job runs is decided by its own fields, not by those that it has just been given.
  const Object before = job;
  for (const auto& [key, value] : defaults) {
    const auto own = job.find(key);
    if (own == job.end()) {
      if (Inherits(defaults, before, key)) {
        job.emplace(key, value);
      }
    } else if (key == "env") {
      own->second = MergedEnv(value, own->second);
    } else if (key == "with") {
      own->second = MergedMaps(value, own->second, 1);
      // Any other field of a job replaces that of the defaults as a whole.
    } else if (key == "podTemplate") {
      own->second = MergedPodTemplate(value, own->second);
    }
  }
}

}  // namespace executioner::legacy::importers
