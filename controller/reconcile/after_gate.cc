#include "controller/reconcile/after_gate.h"

#include <algorithm>
#include <set>
#include <utility>

namespace executioner::reconcile {
namespace {

using domain::AfterRef;

std::string Title(const AfterRef& ref) {
  return ref.kind + " '" + ref.name + "'";
}

/// Depth-first search for a way from `at` back to `self`; fills `ring` on the way back.
bool Reaches(const AfterRef& self, const AfterRef& at, const LookUp& look_up,
             std::set<std::string>& seen, std::vector<std::string>& ring) {
  if (at.kind == self.kind && at.name == self.name) {
    ring.push_back(at.name);
    return true;
  }
  if (at.kind != "Job" || !seen.insert(at.name).second) {
    return false;
  }
  const auto awaited = look_up(at);
  if (!awaited) {
    return false;
  }
  for (const AfterRef& next : awaited->after) {
    if (Reaches(self, next, look_up, seen, ring)) {
      ring.push_back(at.name);
      return true;
    }
  }
  return false;
}

std::optional<std::string> FindRing(const AfterRef& self, const std::vector<AfterRef>& after,
                                    const LookUp& look_up) {
  std::set<std::string> seen;
  for (const AfterRef& ref : after) {
    std::vector<std::string> ring;
    if (Reaches(self, ref, look_up, seen, ring)) {
      std::string text = self.name;
      std::ranges::reverse(ring);
      for (const std::string& name : ring) {
        text += " -> ";
        text += name;
      }
      return text;
    }
  }
  return std::nullopt;
}

}  // namespace

GateVerdict CheckGate(const AfterRef& self, const std::vector<AfterRef>& after,
                      const LookUp& look_up) {
  if (const auto ring = FindRing(self, after, look_up)) {
    return {GateVerdict::Kind::kCycle, "spec.after: jobs wait for each other: " + *ring};
  }
  std::string waiting;
  for (const AfterRef& ref : after) {
    const auto awaited = look_up(ref);
    if (awaited && awaited->failed) {
      return {GateVerdict::Kind::kFailed, Title(ref) + " failed"};
    }
    if (!awaited || !awaited->complete) {
      waiting +=
          (waiting.empty() ? "" : ", ") + Title(ref) + (awaited ? "" : " (does not exist yet)");
    }
  }
  if (waiting.empty()) {
    return {};
  }
  return {GateVerdict::Kind::kWaits, "waits for " + waiting};
}

}  // namespace executioner::reconcile
