/// \file
/// The port to a job queue: attempts that wait for workers. Messages contain only names; all data
/// is in the history, so a queue that loses its messages loses no data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/error.h"
#include "controller/base/time.h"

namespace executioner::history {

/// The topic from which workers take attempts.
inline constexpr std::string_view kJobsTopic = "jobs";

/// A message in the queue. Topic, run and name together identify it: they are in the queue at most
/// once.
struct Message {
  std::string topic = {};
  std::int64_t run = 0;
  std::string name = {};  ///< within the run; the queue does not read it
  int priority = 0;       ///< higher priorities come first
};

enum class StopMark { kNone, kGraceful, kNow };

/// A message that a participant has taken, with its lease: nobody else gets the message until the
/// lease expires.
struct Delivery {
  Message message = {};
  std::string lease = {};  ///< identifies the participant that took it
  int deliveries = 1;      ///< how often it was taken, including this time
  StopMark stop = StopMark::kNone;
};

enum class LeaseState {
  kHeld,
  kTakenBack,  ///< the queue had lost the message or its lease had expired; it is ours again
  kLost,       ///< another participant has it
};

/// The state of a lease after Extend.
struct Lease {
  LeaseState state = LeaseState::kHeld;
  StopMark stop = StopMark::kNone;
};

/// What happened in the topic that a participant listens to.
struct QueueNews {
  bool pushed = false;
  bool stopped = false;
};

/// The server cannot be reached, or rejects a command.
class QueueError : public base::BackendError {
 public:
  using base::BackendError::BackendError;
};

/// One participant's connection, used by one thread at a time; many participants may share the
/// queue. Every function throws QueueError on failure; the next call connects again.
///
/// Due times depend on the participants' clocks, which must differ by much less than a lease.
///
///     while (auto delivery = queue.Pop(topic, lease)) { ... queue.Ack(*delivery); }
///     poll(queue.Descriptor() until queue.NextDue(topic)); queue.TakeNews();
class JobQueue {
 public:
  virtual ~JobQueue() = default;

  /// Adds a message and wakes the listeners of its topic. If the message is already in the queue,
  /// waiting or taken, it is not changed.
  /// \param delay  until the message is due
  virtual void Push(const Message& message, base::Duration delay) = 0;

  /// Takes a due message: the one of the highest priority; among these, of the run that was served
  /// least recently; among these, the oldest. A message whose lease has expired is due again. Never
  /// blocks.
  virtual std::optional<Delivery> Pop(const std::string& topic, base::Duration lease) = 0;

  /// Extends the lease to `lease` from now, and reports whether the attempt must be stopped. A
  /// message that is not in the queue, or that nobody has taken, is taken again.
  virtual Lease Extend(const Delivery& delivery, base::Duration lease) = 0;

  /// Removes a message that has been handled. \return false if the lease was lost; nothing is
  /// removed then
  virtual bool Ack(const Delivery& delivery) = 0;

  /// Returns a message to the queue; it is due after `delay`. \return false if the lease was lost
  virtual bool Nack(const Delivery& delivery, base::Duration delay) = 0;

  /// Marks a message to be stopped and wakes the listeners of its topic. A stronger mark is kept.
  /// Does nothing if the message is not in the queue.
  virtual void Stop(const Message& message, StopMark mark) = 0;

  /// \return the number of messages in a topic, including taken and delayed ones
  virtual std::int64_t Size(const std::string& topic) = 0;

  /// \return when the next message of a topic is due; a time in the past if one is already due;
  /// nothing if the topic is empty
  virtual std::optional<base::TimePoint> NextDue(const std::string& topic) = 0;

  /// Removes all messages of a run from all topics.
  virtual void RemoveRun(std::int64_t run) = 0;

  /// \return a descriptor that is readable when there is news or the connection is broken; -1 while
  /// there is no connection. Call it before each wait
  virtual int Descriptor() const = 0;

  /// Takes the news of the topic that this participant listens to. After a reconnect, everything
  /// may be news. Blocks only to connect.
  virtual QueueNews TakeNews() = 0;
};

}  // namespace executioner::history
