/// \file
/// Attempts that should be gone and are not: what is said of them, and when. Nothing but the node
/// can end a pod for certain, so what is left to do is to say what is waited for. Pure.
#pragma once

#include "controller/domain/run.h"

namespace executioner::domain {

/// How long after it was told to stop an attempt that still runs is worth a word.
inline constexpr std::chrono::seconds kStopLingers{30};

/// How long after its deletion was due a pod that is still there is worth a word: sooner when
/// somebody waits for the end of the run.
std::chrono::seconds DeletionLingers(const Run& run, const JobState& state);

/// The pod of a job should have been gone long ago. \pre `deletion_due` is set
void LingerAfterDeletion(Run& run, int job);

/// An attempt was told to stop and still runs. \pre `stop_since` is set
void LingerAfterStop(Run& run, int job);

}  // namespace executioner::domain
