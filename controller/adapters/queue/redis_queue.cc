#include "controller/adapters/queue/redis_queue.h"

#include <charconv>
#include <poll.h>
#include <utility>

#include "controller/adapters/queue/lease_token.h"
#include "controller/adapters/queue/redis_scripts.h"

namespace executioner::queue {
namespace {

using history::Delivery;
using history::Message;
using history::StopMark;

std::int64_t NumberOf(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string> Named(const Message& message) {
  return {message.topic, std::to_string(message.run), message.name};
}

std::vector<std::string> Leased(const Delivery& delivery) {
  std::vector<std::string> arguments = Named(delivery.message);
  arguments.push_back(delivery.lease);
  return arguments;
}

std::string ChannelOf(const std::string& topic) {
  return "executioner:bell:" + topic;
}

}  // namespace

RedisQueue::RedisQueue(const RedisAddress& address, std::string topic, const base::Clock& clock)
    : commands_(address), bell_(address), topic_(std::move(topic)), clock_(clock) {
  bell_.Subscribe(ChannelOf(topic_));
}

std::string RedisQueue::DueIn(base::Duration wait) const {
  return std::to_string((clock_.Now() + wait).time_since_epoch().count());
}

RedisReply RedisQueue::Run(const std::string& script, const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"EVAL", script, "0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return commands_.Run(command);
}

void RedisQueue::Push(const Message& message, base::Duration delay) {
  std::vector<std::string> arguments = Named(message);
  arguments.push_back(std::to_string(message.priority));
  arguments.push_back(DueIn(delay));
  arguments.push_back(DueIn({}));
  Run(PushScript(), arguments);
}

std::optional<Delivery> RedisQueue::Pop(const std::string& topic, base::Duration lease) {
  const std::string token = NewLeaseToken();
  const RedisReply reply = Run(PopScript(), {topic, DueIn({}), DueIn(lease), token});
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

history::Lease RedisQueue::Extend(const Delivery& delivery, base::Duration lease) {
  std::vector<std::string> arguments = Named(delivery.message);
  for (std::string argument :
       {std::to_string(delivery.message.priority), DueIn(lease), DueIn({}), delivery.lease,
        std::to_string(delivery.deliveries), std::to_string(static_cast<int>(delivery.stop))}) {
    arguments.push_back(std::move(argument));
  }
  const RedisReply reply = Run(ExtendScript(), arguments);
  return {.state = static_cast<history::LeaseState>(reply.parts.at(0).number),
          .stop = static_cast<StopMark>(reply.parts.at(1).number)};
}

bool RedisQueue::Ack(const Delivery& delivery) {
  return Run(AckScript(), Leased(delivery)).number == 1;
}

bool RedisQueue::Nack(const Delivery& delivery, base::Duration delay) {
  std::vector<std::string> arguments = Leased(delivery);
  arguments.push_back(DueIn(delay));
  arguments.push_back(DueIn({}));
  return Run(NackScript(), arguments).number == 1;
}

void RedisQueue::Stop(const Message& message, StopMark mark) {
  std::vector<std::string> arguments = Named(message);
  arguments.push_back(std::to_string(static_cast<int>(mark)));
  Run(StopScript(), arguments);
}

std::int64_t RedisQueue::Size(const std::string& topic) {
  return commands_.Run({"SCARD", "executioner:all:" + topic}).number;
}

std::optional<base::TimePoint> RedisQueue::NextDue(const std::string& topic) {
  const std::string when = Run(NextDueScript(), {topic}).text;
  return when.empty() ? std::nullopt
                      : std::optional(base::TimePoint(base::Duration(NumberOf(when))));
}

void RedisQueue::RemoveRun(std::int64_t run) {
  Run(RemoveRunScript(), {std::to_string(run)});
}

int RedisQueue::Descriptor() const {
  return bell_.Descriptor();
}

history::QueueNews RedisQueue::TakeNews() {
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

}  // namespace executioner::queue
