/// \file
/// Work that waits for whoever takes it. Messages are names; what they mean is in the history, so
/// that a queue that loses everything has lost nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/error.h"
#include "controller/base/time.h"

namespace executioner::history {

/// The topic that workers take attempts from.
inline constexpr std::string_view kJobsTopic = "jobs";

/// What is in the queue. Topic, run and name together are there once at most.
struct Message {
  std::string topic = {};
  std::int64_t run = 0;
  std::string name = {};  ///< within the run; the queue does not read it
  int priority = 0;       ///< higher ones come first
};

enum class StopMark { kNone, kGraceful, kNow };

/// A message that was taken, and for how long nobody else gets it.
struct Delivery {
  Message message = {};
  std::string lease = {};  ///< tells one who takes it from another
  int deliveries = 1;      ///< how often it was taken, this time included
  StopMark stop = StopMark::kNone;
};

enum class LeaseState {
  kHeld,
  kTakenBack,  ///< the queue had lost the message, or waited to hand it out again; now it is ours
  kLost,       ///< somebody else has it
};

/// What became of a lease.
struct Lease {
  LeaseState state = LeaseState::kHeld;
  StopMark stop = StopMark::kNone;
};

/// What happened in the topic that is listened to.
struct QueueNews {
  bool pushed = false;
  bool stopped = false;
};

/// The server cannot be reached, or refuses.
class QueueError : public base::BackendError {
 public:
  using base::BackendError::BackendError;
};

/// One participant's connection: used from one thread at a time, many may share what is behind.
/// Every function throws QueueError when that fails; the next call connects again.
///
/// What is due is told by the participants' clocks: they must agree to much less than a lease.
///
///     while (auto delivery = queue.Pop(topic, lease)) { ... queue.Ack(*delivery); }
///     poll(queue.Descriptor() until queue.NextDue(topic)); queue.TakeNews();
class JobQueue {
 public:
  virtual ~JobQueue() = default;

  /// Puts a message there and tells those who listen to its topic. One that is there already,
  /// waiting or taken, stays as it is.
  /// \param delay  before which nobody gets it
  virtual void Push(const Message& message, base::Duration delay) = 0;

  /// Takes the message that is due: of the highest priority, of the run that was served longest
  /// ago, the oldest. A message whose lease has run out is due again. Never blocks.
  virtual std::optional<Delivery> Pop(const std::string& topic, base::Duration lease) = 0;

  /// Keeps a message for `lease` from now on, and tells whether it is to be stopped. A message that
  /// is not there or that nobody has is taken back.
  virtual Lease Extend(const Delivery& delivery, base::Duration lease) = 0;

  /// Removes a message that was dealt with. \return false: the lease was lost, nothing was removed
  virtual bool Ack(const Delivery& delivery) = 0;

  /// Gives a message back; it is due after `delay`. \return false: the lease was lost
  virtual bool Nack(const Delivery& delivery, base::Duration delay) = 0;

  /// Marks a message as to be stopped and tells those who listen to its topic; a stronger mark
  /// stays. Nothing happens when it is not there.
  virtual void Stop(const Message& message, StopMark mark) = 0;

  /// How many messages a topic has, taken and delayed ones included.
  virtual std::int64_t Size(const std::string& topic) = 0;

  /// When the first message of a topic that is delayed or taken is due, in the past when one is due
  /// already; nothing when the topic has none.
  virtual std::optional<base::TimePoint> NextDue(const std::string& topic) = 0;

  /// Removes all messages of a run, of all topics.
  virtual void RemoveRun(std::int64_t run) = 0;

  /// Readable when there is news, or the connection has broken. Ask for it before each wait; -1
  /// while there is no connection.
  virtual int Descriptor() const = 0;

  /// Takes the news of the topic that this participant listens to; after a new connection
  /// everything may be news. Never blocks on anything but connecting.
  virtual QueueNews TakeNews() = 0;
};

}  // namespace executioner::history
