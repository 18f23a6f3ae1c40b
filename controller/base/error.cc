#include "controller/base/error.h"

namespace executioner::base {
namespace {

std::string Ring(const std::vector<std::string>& cycle) {
  std::string text = "jobs wait for each other: ";
  for (const std::string& name : cycle) {
    text += (&name == &cycle.front() ? "" : " -> ") + name;
  }
  return text;
}

}  // namespace

CircularDependencyError::CircularDependencyError(std::vector<std::string> cycle)
    : DependencyError(Ring(cycle)), cycle_(std::move(cycle)) {}

}  // namespace executioner::base
