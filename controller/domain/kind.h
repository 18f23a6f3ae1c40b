/// \file
/// The kinds of objects that run, and everything in which they differ: the one table. Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace executioner::domain {

struct Kind {
  std::string_view name = {};    ///< "Workflow"
  std::string_view plural = {};  ///< as URLs of the API name it: "workflows"
  /// Its spec is one job, named after the object: places begin at "spec", pods carry no workflow
  /// label, and the status repeats attempts, exitCode and pod of the job.
  bool single = false;
  bool waits = false;         ///< it has spec.after: it starts once other objects are complete
  bool has_priority = false;  ///< it has spec.priority
};

inline constexpr std::array<Kind, 2> kKinds{
    {{.name = "Workflow", .plural = "workflows", .has_priority = true},
     {.name = "Job", .plural = "jobs", .single = true, .waits = true}}};

/// \return the place in kKinds; kKinds.size() for another kind
constexpr std::size_t KindIndex(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::find(kKinds, name, &Kind::name) - kKinds.begin());
}

constexpr bool IsKind(std::string_view name) {
  return KindIndex(name) < kKinds.size();
}

/// \return the kind of that name; a Workflow for another name
constexpr const Kind& KindOf(std::string_view name) {
  return kKinds.at(IsKind(name) ? KindIndex(name) : 0);
}

}  // namespace executioner::domain
