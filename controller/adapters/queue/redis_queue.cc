#include "controller/adapters/queue/redis_queue.h"

#include <poll.h>
#include <string_view>
#include <utility>

#include "controller/adapters/queue/redis_connection.h"
#include "controller/base/hex.h"
#include "controller/base/whole_number.h"

namespace executioner::queue {
namespace {

// The operations of the queue are Lua scripts, each of which is atomic. Their keys, all below
// "executioner:", where ID is "TOPIC:RUN:NAME":
//
//   message:ID                    hash: topic, run, name, priority, place, lease, deliveries, stop
//   due:TOPIC                     sorted set: ID by the time at which a delay or lease ends
//   ready:TOPIC:RUN               sorted set: "PLACE ID" by -priority
//   served:TOPIC                  sorted set: RUN by the time at which it was last served
//   all:TOPIC, ids:RUN, topics:RUN  sets: for sizes and for removing
//   counter                       places, and the order of serving

/// Functions that the scripts call; the prefix of each script. Places are padded to 16 digits,
/// because members of one score are ordered as texts.
constexpr std::string_view kSharedScript = R"(
local root = 'executioner:'
local function get(id, field) return redis.call('HGET', root .. 'message:' .. id, field) end
local function set(id, field, value) redis.call('HSET', root .. 'message:' .. id, field, value) end
local function exists(id) return redis.call('EXISTS', root .. 'message:' .. id) == 1 end
local function number() return redis.call('INCR', root .. 'counter') end
local function ready_key(id) return root .. 'ready:' .. get(id, 'topic') .. ':' .. get(id, 'run') end
local function ready_member(id) return get(id, 'place') .. ' ' .. id end
local function make_ready(id)
  redis.call('ZREM', root .. 'due:' .. get(id, 'topic'), id)
  redis.call('ZADD', ready_key(id), -get(id, 'priority'), ready_member(id))
end
local function make_due(id, when)
  redis.call('ZREM', ready_key(id), ready_member(id))
  redis.call('ZADD', root .. 'due:' .. get(id, 'topic'), when, id)
end
local function wait(id, due, now)
  if tonumber(due) > tonumber(now) then make_due(id, due) else make_ready(id) end
end
local function add(id, topic, run, name, priority)
  redis.call('HSET', root .. 'message:' .. id, 'topic', topic, 'run', run, 'name', name,
             'priority', priority, 'place', string.format('%016d', number()), 'lease', '',
             'deliveries', 0, 'stop', 0)
  redis.call('SADD', root .. 'all:' .. topic, id)
  redis.call('SADD', root .. 'ids:' .. run, id)
  redis.call('SADD', root .. 'topics:' .. run, topic)
  redis.call('ZADD', root .. 'served:' .. topic, 'NX', 0, run)
end
local function remove(id)
  redis.call('ZREM', ready_key(id), ready_member(id))
  redis.call('ZREM', root .. 'due:' .. get(id, 'topic'), id)
  redis.call('SREM', root .. 'all:' .. get(id, 'topic'), id)
  redis.call('SREM', root .. 'ids:' .. get(id, 'run'), id)
  redis.call('DEL', root .. 'message:' .. id)
end
local function tell(topic, what) redis.call('PUBLISH', root .. 'bell:' .. topic, what) end
)";

// The bell always rings: a repeated push may mean that nobody heard the first.
/// ARGV: topic, run, name, priority, due, now
constexpr std::string_view kPushScript = R"(
local topic, run, name, priority, due, now = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if not exists(id) then
  add(id, topic, run, name, priority)
  wait(id, due, now)
end
tell(topic, 'push')
)";

// Priorities come first, then the run that was served longest ago, then the oldest message: no run
// can starve another of its priority.
/// ARGV: topic, now, due, lease. \return run, name, priority, deliveries, stop; or nothing
constexpr std::string_view kPopScript = R"(
local topic, now, due, lease = unpack(ARGV)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', root .. 'due:' .. topic, '-inf', now)) do
  make_ready(id)
end
local runs = redis.call('ZRANGE', root .. 'served:' .. topic, 0, -1, 'WITHSCORES')
local first, rank, served
for i = 1, #runs, 2 do
  local best = redis.call('ZRANGE', root .. 'ready:' .. topic .. ':' .. runs[i], 0, 0, 'WITHSCORES')
  if #best > 0 then
    local score, turn = tonumber(best[2]), tonumber(runs[i + 1])
    if not first or score < rank or (score == rank and
        (turn < served or (turn == served and best[1] < first))) then
      first, rank, served = best[1], score, turn
    end
  end
end
if not first then return false end
local id = string.sub(first, 18)
make_due(id, due)
set(id, 'lease', lease)
redis.call('HINCRBY', root .. 'message:' .. id, 'deliveries', 1)
redis.call('ZADD', root .. 'served:' .. topic, number(), get(id, 'run'))
return {get(id, 'run'), get(id, 'name'), get(id, 'priority'), get(id, 'deliveries'), get(id, 'stop')}
)";

// A message that the server has lost is added again, as its holder still works on it.
/// ARGV: topic, run, name, priority, due, now, lease, deliveries, stop. \return LeaseState, stop
constexpr std::string_view kExtendScript = R"(
local topic, run, name, priority, due, now, lease, deliveries, stop = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
local state = 1
if not exists(id) then
  add(id, topic, run, name, priority)
  set(id, 'deliveries', deliveries)
  set(id, 'stop', stop)
else
  local holder = get(id, 'lease')
  local until_when = redis.call('ZSCORE', root .. 'due:' .. topic, id)
  if holder == lease then
    state = 0
  elseif holder ~= '' and until_when and tonumber(until_when) > tonumber(now) then
    return {2, 0}
  end
end
set(id, 'lease', lease)
make_due(id, due)
return {state, tonumber(get(id, 'stop'))}
)";

/// ARGV: topic, run, name, lease. \return 1 or 0
constexpr std::string_view kAckScript = R"(
local topic, run, name, lease = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if get(id, 'lease') ~= lease then return 0 end
remove(id)
return 1
)";

// Only the holder may give a message back: its lease may have ended, and another may hold it now.
/// ARGV: topic, run, name, lease, due, now. \return 1 or 0
constexpr std::string_view kNackScript = R"(
local topic, run, name, lease, due, now = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if get(id, 'lease') ~= lease then return 0 end
set(id, 'lease', '')
wait(id, due, now)
tell(topic, 'push')
return 1
)";

// A mark only grows: "now" is not taken back by a later "gracefully".
/// ARGV: topic, run, name, mark
constexpr std::string_view kStopScript = R"(
local topic, run, name, mark = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if exists(id) then
  if tonumber(get(id, 'stop')) < tonumber(mark) then set(id, 'stop', mark) end
  tell(topic, 'stop')
end
)";

/// ARGV: topic. \return a time, "0" if a message is already due, or nothing
constexpr std::string_view kNextDueScript = R"(
local topic = ARGV[1]
for _, run in ipairs(redis.call('ZRANGE', root .. 'served:' .. topic, 0, -1)) do
  if redis.call('EXISTS', root .. 'ready:' .. topic .. ':' .. run) == 1 then return '0' end
end
return redis.call('ZRANGE', root .. 'due:' .. topic, 0, 0, 'WITHSCORES')[2] or false
)";

// By the sets of the run: to look at all keys would block the server.
/// ARGV: run
constexpr std::string_view kRemoveRunScript = R"(
local run = ARGV[1]
for _, id in ipairs(redis.call('SMEMBERS', root .. 'ids:' .. run)) do remove(id) end
for _, topic in ipairs(redis.call('SMEMBERS', root .. 'topics:' .. run)) do
  redis.call('ZREM', root .. 'served:' .. topic, run)
end
redis.call('DEL', root .. 'topics:' .. run)
)";

using history::Delivery;
using history::Message;
using history::StopMark;

std::int64_t NumberOf(const std::string& text) {
  return base::WholeNumber<std::int64_t>(text).value_or(0);
}

/// The arguments of a script about one message.
std::vector<std::string> About(const Message& message, std::vector<std::string> others = {}) {
  others.insert(others.begin(), {message.topic, std::to_string(message.run), message.name});
  return others;
}

std::string ChannelOf(const std::string& topic) {
  return "executioner:bell:" + topic;
}

class RedisQueue : public history::JobQueue {
 public:
  RedisQueue(const RedisAddress& address, std::string topic, const base::Clock& clock)
      : commands_(address), bell_(address), topic_(std::move(topic)), clock_(clock) {
    // A connection that listens can run nothing else (RESP2), so there are two.
    bell_.Subscribe(ChannelOf(topic_));
  }

  void Push(const Message& message, base::Duration delay) override {
    Run(kPushScript, About(message, {std::to_string(message.priority), DueIn(delay), DueIn({})}));
  }

  std::optional<Delivery> Pop(const std::string& topic, base::Duration lease) override {
    // Unique, even if the queue has lost all earlier leases.
    const std::string token = base::RandomHex(16);
    const RedisReply reply = Run(kPopScript, {topic, DueIn({}), DueIn(lease), token});
    // Lua's false arrives as nothing: no message is due.
    if (reply.parts.size() != 5) {
      return std::nullopt;
    }
    return Delivery{.message = {.topic = topic,
                                .run = NumberOf(reply.parts[0].text),
                                .name = reply.parts[1].text,
                                .priority = static_cast<int>(NumberOf(reply.parts[2].text))},
                    .lease = token,
                    .deliveries = static_cast<int>(NumberOf(reply.parts[3].text)),
                    .stop = static_cast<StopMark>(NumberOf(reply.parts[4].text))};
  }

  history::Lease Extend(const Delivery& delivery, base::Duration lease) override {
    const RedisReply reply =
        Run(kExtendScript,
            About(delivery.message, {std::to_string(delivery.message.priority), DueIn(lease),
                                     DueIn({}), delivery.lease, std::to_string(delivery.deliveries),
                                     std::to_string(static_cast<int>(delivery.stop))}));
    return {.state = static_cast<history::LeaseState>(reply.parts.at(0).number),
            .stop = static_cast<StopMark>(reply.parts.at(1).number)};
  }

  bool Ack(const Delivery& delivery) override {
    return Run(kAckScript, About(delivery.message, {delivery.lease})).number == 1;
  }

  bool Nack(const Delivery& delivery, base::Duration delay) override {
    return Run(kNackScript, About(delivery.message, {delivery.lease, DueIn(delay), DueIn({})}))
               .number == 1;
  }

  void Stop(const Message& message, StopMark mark) override {
    Run(kStopScript, About(message, {std::to_string(static_cast<int>(mark))}));
  }

  std::int64_t Size(const std::string& topic) override {
    return commands_.Run({"SCARD", "executioner:all:" + topic}).number;
  }

  std::optional<base::TimePoint> NextDue(const std::string& topic) override {
    const std::string when = Run(kNextDueScript, {topic}).text;
    return when.empty() ? std::nullopt
                        : std::optional(base::TimePoint(base::Duration(NumberOf(when))));
  }

  void RemoveRun(std::int64_t run) override { Run(kRemoveRunScript, {std::to_string(run)}); }

  int Descriptor() const override { return bell_.Descriptor(); }

  history::QueueNews TakeNews() override {
    // Messages that were published while the connection was broken are lost: see renewed_.
    if (bell_.Descriptor() < 0) {
      bell_.Subscribe(ChannelOf(topic_));
      renewed_ = true;
    }
    history::QueueNews news;
    pollfd waiting{bell_.Descriptor(), POLLIN, 0};
    while (poll(&waiting, 1, 0) > 0) {
      for (const std::string& what : bell_.TakePublished()) {
        (what == "stop" ? news.stopped : news.pushed) = true;
      }
    }
    if (std::exchange(renewed_, false)) {
      news = {.pushed = true, .stopped = true};
    }
    return news;
  }

 private:
  std::string DueIn(base::Duration wait) const {
    return std::to_string((clock_.Now() + wait).time_since_epoch().count());
  }

  RedisReply Run(std::string_view script, const std::vector<std::string>& arguments) {
    // EVAL instead of EVALSHA: scripts are small, and a server that was restarted knows none.
    std::vector<std::string> command{"EVAL", std::string(kSharedScript).append(script), "0"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return commands_.Run(command);
  }

  RedisConnection commands_;
  RedisConnection bell_;
  std::string topic_;
  bool renewed_ = true;  // the subscription is new: something may have been missed
  const base::Clock& clock_;
};

}  // namespace

std::unique_ptr<history::JobQueue> MakeRedisQueue(const RedisAddress& address, std::string topic,
                                                  const base::Clock& clock) {
  return std::make_unique<RedisQueue>(address, std::move(topic), clock);
}

}  // namespace executioner::queue
