/// \file
/// The operations of a queue in Redis, as Lua scripts. Each script is atomic.
///
/// Keys, all below "executioner:". ID is "TOPIC:RUN:NAME". message:ID         hash: topic, run,
/// name, priority, place, lease, deliveries, stop due:TOPIC          sorted set: ID by the time at
/// which a delay or lease ends ready:TOPIC:RUN    sorted set: "PLACE ID" by -priority served:TOPIC
/// sorted set: RUN by the time at which it was last served all:TOPIC, ids:RUN, topics:RUN   sets:
/// for sizes and for removing counter            places, and the order of serving
#pragma once

#include <string_view>

namespace executioner::queue {

/// Functions that the scripts call; the prefix of each script.
extern const std::string_view kSharedScript;

/// ARGV: topic, run, name, priority, due, now
extern const std::string_view kPushScript;
/// ARGV: topic, now, due, lease. \return run, name, priority, deliveries, stop; or nothing
extern const std::string_view kPopScript;
/// ARGV: topic, run, name, priority, due, now, lease, deliveries, stop. \return LeaseState, stop
extern const std::string_view kExtendScript;
/// ARGV: topic, run, name, lease. \return 1 or 0
extern const std::string_view kAckScript;
/// ARGV: topic, run, name, lease, due, now. \return 1 or 0
extern const std::string_view kNackScript;
/// ARGV: topic, run, name, mark
extern const std::string_view kStopScript;
/// ARGV: topic. \return a time, "0" if a message is already due, or nothing
extern const std::string_view kNextDueScript;
/// ARGV: run
extern const std::string_view kRemoveRunScript;

}  // namespace executioner::queue
