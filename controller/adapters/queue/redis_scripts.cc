#include "controller/adapters/queue/redis_scripts.h"

#include <string_view>

namespace executioner::queue {
// Places are padded to 16 digits: members of one score are ordered as texts.
const std::string_view kSharedScript = R"(
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
const std::string_view kPushScript = R"(
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
const std::string_view kPopScript = R"(
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
const std::string_view kExtendScript = R"(
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

const std::string_view kAckScript = R"(
local topic, run, name, lease = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if get(id, 'lease') ~= lease then return 0 end
remove(id)
return 1
)";

// Only the holder may give a message back: its lease may have ended, and another may hold it now.
const std::string_view kNackScript = R"(
local topic, run, name, lease, due, now = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if get(id, 'lease') ~= lease then return 0 end
set(id, 'lease', '')
wait(id, due, now)
tell(topic, 'push')
return 1
)";

// A mark only grows: "now" is not taken back by a later "gracefully".
const std::string_view kStopScript = R"(
local topic, run, name, mark = unpack(ARGV)
local id = topic .. ':' .. run .. ':' .. name
if exists(id) then
  if tonumber(get(id, 'stop')) < tonumber(mark) then set(id, 'stop', mark) end
  tell(topic, 'stop')
end
)";

const std::string_view kNextDueScript = R"(
local topic = ARGV[1]
for _, run in ipairs(redis.call('ZRANGE', root .. 'served:' .. topic, 0, -1)) do
  if redis.call('EXISTS', root .. 'ready:' .. topic .. ':' .. run) == 1 then return '0' end
end
return redis.call('ZRANGE', root .. 'due:' .. topic, 0, 0, 'WITHSCORES')[2] or false
)";

// By the sets of the run: to look at all keys would block the server.
const std::string_view kRemoveRunScript = R"(
local run = ARGV[1]
for _, id in ipairs(redis.call('SMEMBERS', root .. 'ids:' .. run)) do remove(id) end
for _, topic in ipairs(redis.call('SMEMBERS', root .. 'topics:' .. run)) do
  redis.call('ZREM', root .. 'served:' .. topic, run)
end
redis.call('DEL', root .. 'topics:' .. run)
)";

}  // namespace executioner::queue
