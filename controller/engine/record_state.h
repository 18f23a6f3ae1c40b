/// \file
/// Whether the record of a run matches the run in memory, as a table of transitions. Pure;
/// state_manager.h writes the records.
///
///   kCurrent --changed--> kBehind --sent--> kSent --saved--> kCurrent
///                            ^                |
///                            +------lost------+
///
/// The run continues while a record is on its way: kSentBehind becomes kBehind with any response. A
/// demanded record is awaited.
#pragma once

#include <array>
#include <cstddef>

namespace executioner::engine {

enum class RecordState {
  kCurrent,       ///< the record matches the run
  kBehind,        ///< something may differ: a record is due at some time
  kDemanded,      ///< no action is allowed until everything is recorded
  kSent,          ///< a record that matches the run is on its way
  kSentBehind,    ///< as kSent, and something may have changed since
  kSentDemanded,  ///< as kSent, and no action is allowed until everything is recorded
};

enum class RecordEvent {
  kChanged,   ///< something may differ from the record, or a recorded attempt may be released
  kDemanded,  ///< something happened that could not be observed after a crash
  kSent,      ///< a record of everything is on its way; at most one is
  kSaved,     ///< the record on its way is acknowledged; without one: everything is
  kLost,      ///< the record on its way was rejected, or its result is unknown
};

constexpr RecordState Next(RecordState state, RecordEvent event) {
  using enum RecordState;
  constexpr std::size_t kEvents = 5;
  constexpr std::array<std::array<RecordState, kEvents>, 6> kMoves{{
      // kChanged, kDemanded, kSent, kSaved, kLost
      {kBehind, kDemanded, kSent, kCurrent, kCurrent},                      // kCurrent
      {kBehind, kDemanded, kSent, kCurrent, kBehind},                       // kBehind
      {kDemanded, kDemanded, kSentDemanded, kCurrent, kDemanded},           // kDemanded
      {kSentBehind, kSentDemanded, kSent, kCurrent, kBehind},               // kSent
      {kSentBehind, kSentDemanded, kSentBehind, kBehind, kBehind},          // kSentBehind
      {kSentDemanded, kSentDemanded, kSentDemanded, kDemanded, kDemanded},  // kSentDemanded
  }};
  return kMoves.at(static_cast<std::size_t>(state)).at(static_cast<std::size_t>(event));
}

/// Returns whether no action is allowed before a record is acknowledged.
constexpr bool IsDemanded(RecordState state) {
  return state == RecordState::kDemanded || state == RecordState::kSentDemanded;
}

}  // namespace executioner::engine
