/// \file
/// The operations of a queue in Redis, as Lua scripts. Each script is atomic.
///
/// Keys, all below "executioner:". ID is "TOPIC:RUN:NAME". message:ID         hash: topic, run,
/// name, priority, place, lease, deliveries, stop due:TOPIC          sorted set: ID by the time at
/// which a delay or lease ends ready:TOPIC:RUN    sorted set: "PLACE ID" by -priority served:TOPIC
/// sorted set: RUN by the time at which it was last served all:TOPIC, ids:RUN, topics:RUN   sets:
/// for sizes and for removing counter            places, and the order of serving
#pragma once

#include <string>

namespace executioner::queue {

/// ARGV: topic, run, name, priority, due, now
const std::string& PushScript();
/// ARGV: topic, now, due, lease. \return run, name, priority, deliveries, stop; or nothing
const std::string& PopScript();
/// ARGV: topic, run, name, priority, due, now, lease, deliveries, stop. \return LeaseState, stop
const std::string& ExtendScript();
/// ARGV: topic, run, name, lease. \return 1 or 0
const std::string& AckScript();
/// ARGV: topic, run, name, lease, due, now. \return 1 or 0
const std::string& NackScript();
/// ARGV: topic, run, name, mark
const std::string& StopScript();
/// ARGV: topic. \return a time, "0" if a message is already due, or nothing
const std::string& NextDueScript();
/// ARGV: run
const std::string& RemoveRunScript();

}  // namespace executioner::queue
