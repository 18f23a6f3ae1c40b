#include "controller/domain/expand_node.h"

#include "controller/domain/graph.h"

namespace executioner::domain {

void AwaitList(const Plan& plan, Run& run, NodeId node) {
  EnterPhase(run, plan.Job(node).name, run.unexpanded.at(node), JobPhase::kQueued);
  run.expanding.insert(node);
}

void CloseNode(const Plan& plan, Run& run, NodeId node, const JobEnd& end) {
  run.expanding.erase(node);
  TakeEnd(plan, run, node, run.unexpanded.at(node), end);
}

void AddInstances(Run& run, NodeId node, int count) {
  const auto own = run.unexpanded.find(node);
  // Attempts of earlier attempts of the run keep their numbers, because pods are named by them.
  const JobState fresh{
      {.attempts = own->second.attempts, .earlier_attempts = own->second.earlier_attempts}};
  --run.count[At(static_cast<int>(own->second.phase))];
  run.count[At(static_cast<int>(JobPhase::kPending))] += count;
  run.unexpanded.erase(own);
  run.expanding.erase(node);
  const std::size_t before = run.instances.size();
  run.nodes[node].first = InstanceId{static_cast<int>(before)};
  run.nodes[node].count = count;
  run.instances.resize(before + static_cast<std::size_t>(count), fresh);
  run.node_of.resize(before + static_cast<std::size_t>(count), node);
  run.expanded += count;
  ++run.revision;
}

bool ExpandNode(const Plan& plan, Run& run, NodeId node, int count, TimePoint now) {
  if (!run.expanding.contains(node)) {
    return false;
  }
  if (count == 0) {
    CloseNode(plan, run, node,
              {JobPhase::kSucceeded, Reason::kCompleted, "its list is empty", now});
    return true;
  }
  // A difference, because a sum with a number from outside could overflow.
  if (count > kMostInstances - run.expanded) {
    CloseNode(plan, run, node,
              {JobPhase::kFailed, Reason::kTooLarge,
               "its list has " + std::to_string(count) + " items, but the run has room for " +
                   std::to_string(kMostInstances - run.expanded) + " more instances of " +
                   std::to_string(kMostInstances),
               now});
    return true;
  }
  AddInstances(run, node, count);
  QueuePending(plan, run, node, now);
  return true;
}

}  // namespace executioner::domain
