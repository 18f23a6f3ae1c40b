#include "controller/reconcile/after_gate.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "controller/base/join.h"
#include "controller/domain/kind.h"

namespace executioner::reconcile {
namespace {

using domain::AfterRef;

constexpr std::size_t kMostNamed = 20;  // in one message: `after` may have a thousand

std::string Title(const AfterRef& ref) {
  return ref.kind + " '" + ref.name + "'";
}

/// Looks for the shortest cycle through one Job, breadth first.
class CycleSearch {
 public:
  CycleSearch(const GateQuestion& question, const LookUp& look_up)
      : question_(question), look_up_(look_up) {}

  /// \return "a -> b -> a", or "" if there is no cycle or the search gave up
  std::string Run() {
    Follow(question_.after, question_.self.name);
    for (std::size_t next = 0; next < open_.size() && last_.empty(); ++next) {
      if (next == kMostSearched) {
        gave_up_ = true;
        return "";
      }
      const std::string at = open_[next];
      if (const auto awaited = look_up_({.kind = question_.self.kind, .name = at})) {
        Follow(awaited->after, at);
      }
    }
    return last_.empty() ? "" : Cycle();
  }

  bool GaveUp() const { return gave_up_; }

 private:
  void Follow(const std::vector<AfterRef>& after, const std::string& from) {
    for (const AfterRef& ref : after) {
      if (!domain::KindOf(ref.kind).waits) {
        continue;
      }
      if (ref.name == question_.self.name) {
        last_ = from;
        return;
      }
      if (came_from_.emplace(ref.name, from).second) {
        open_.push_back(ref.name);
      }
    }
  }

  std::string Cycle() const {
    const std::string& self = question_.self.name;
    std::vector<std::string> names{self};
    for (std::string name = last_; name != self; name = came_from_.at(name)) {
      names.push_back(name);
    }
    names.push_back(self);
    std::ranges::reverse(names);
    return base::Join(names, " -> ");
  }

  const GateQuestion& question_;
  const LookUp& look_up_;
  std::vector<std::string> open_ = {};  // Jobs in the order in which they were found
  std::unordered_map<std::string, std::string> came_from_ = {};
  std::string last_ = {};  // the Job that waits for `self`
  bool gave_up_ = false;
};

GateVerdict LookAtAll(const std::vector<AfterRef>& after, const LookUp& look_up) {
  std::vector<std::string> open;
  for (const AfterRef& ref : after) {
    const auto awaited = look_up(ref);
    if (awaited && awaited->failed) {
      return {.kind = GateVerdict::Kind::kFailed, .message = Title(ref) + " failed"};
    }
    if (!awaited || !awaited->complete) {
      open.push_back(Title(ref) + (awaited ? "" : " (does not exist yet)"));
    }
  }
  return open.empty() ? GateVerdict{}
                      : GateVerdict{.kind = GateVerdict::Kind::kWaits,
                                    .message = "waits for " + base::JoinSome(open, kMostNamed)};
}

/// A search looks at up to kMostSearched objects, so it runs only when its answer may be new.
bool MayBeInCycle(const GateQuestion& question, const LookUp& look_up) {
  return question.is_new || std::ranges::any_of(question.after, [&](const AfterRef& ref) {
           const auto awaited = look_up(ref);
           return awaited && awaited->invalid;
         });
}

}  // namespace

GateVerdict CheckGate(const GateQuestion& question, const LookUp& look_up) {
  if (!MayBeInCycle(question, look_up)) {
    return LookAtAll(question.after, look_up);
  }
  CycleSearch search(question, look_up);
  if (const std::string cycle = search.Run(); !cycle.empty()) {
    return {.kind = GateVerdict::Kind::kCycle,
            .message = "spec.after: jobs wait for each other: " + cycle,
            .searched = true};
  }
  GateVerdict verdict = LookAtAll(question.after, look_up);
  verdict.searched = true;
  verdict.gave_up = search.GaveUp();
  return verdict;
}

}  // namespace executioner::reconcile
