#include "controller/adapters/queue/redis_queue.h"

#include <charconv>
#include <poll.h>
#include <utility>

#include "controller/adapters/queue/redis_connection.h"
#include "controller/adapters/queue/redis_scripts.h"
#include "controller/base/hex.h"

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
