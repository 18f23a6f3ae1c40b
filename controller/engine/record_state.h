/// \file
/// How the record of a run stands against what is known of the run, as a table of moves. Pure;
/// state_manager.h does the writing.
///
///   kCurrent --changed--> kBehind --sent--> kSent --saved--> kCurrent
///                            ^                |
///                            +------lost------+
///
/// While a record is on its way the run moves on: kSentBehind becomes kBehind when the answer
/// arrives, whatever it says. A demanded record is waited for.
#pragma once

#include <array>
#include <cstddef>

namespace executioner::engine {

enum class RecordState {
  kCurrent,       ///< the record says everything that is known
  kBehind,        ///< something may differ: a record is due in time
  kDemanded,      ///< nothing may be done until everything is recorded
  kSent,          ///< a record is on its way that says everything
  kSentBehind,    ///< as kSent, and something may have changed since
  kSentDemanded,  ///< as kSent, and nothing may be done until everything is recorded
};

enum class RecordEvent {
  kChanged,   ///< something may differ from the record, or a recorded attempt may be released
  kDemanded,  ///< what happened cannot be proven by looking
  kSent,      ///< a record of everything is on its way; at most one is
  kSaved,     ///< the record on its way is acknowledged; without one: everything is
  kLost,      ///< the record on its way was refused, or its fate is unknown
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

/// Whether nothing may be done before a record is acknowledged.
constexpr bool IsDemanded(RecordState state) {
  return state == RecordState::kDemanded || state == RecordState::kSentDemanded;
}

}  // namespace executioner::engine
