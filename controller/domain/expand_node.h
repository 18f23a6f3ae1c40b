/// \file
/// Jobs of the plan that expand: the number of instances of such a job is known only when its
/// trigger holds. Until then it has none, and its own state is in `Run::unexpanded`. Pure.
#pragma once

#include "controller/domain/plan.h"
#include "controller/domain/run.h"

namespace executioner::domain {

/// Maximum number of instances of expanding jobs in one run.
inline constexpr int kMostInstances = 10'000;

/// The trigger of the job holds: Decide asks for the length of its list until ExpandNode is called.
/// \pre it is in `run.unexpanded` and Pending
void AwaitList(const Plan& plan, Run& run, NodeId node);

/// Gives a job its instances, one for each item of its list; they may launch at once. A job with an
/// empty list has succeeded; one whose instances would exceed kMostInstances has failed (TooLarge).
/// \param count  items, from 0
/// \return whether the job awaited its list; otherwise nothing is changed
bool ExpandNode(const Plan& plan, Run& run, NodeId node, int count, TimePoint now);

/// Gives a job the Pending instances of a checkpoint.
/// \pre it is in `run.unexpanded` and has not ended; 0 < count
void AddInstances(Run& run, NodeId node, int count);

/// Ends a job that has not expanded and never will. \pre it is in `run.unexpanded`
void CloseNode(const Plan& plan, Run& run, NodeId node, const JobEnd& end);

}  // namespace executioner::domain
