/// \file
/// A queue in two tables of a SQLite or PostgreSQL database.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "controller/adapters/queue/bell.h"
#include "controller/adapters/store/database.h"
#include "controller/base/time.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

class SqlQueue : public history::JobQueue {
 public:
  /// Creates the tables if they do not exist.
  /// \param bell  may borrow the database
  /// \param clock  borrowed
  SqlQueue(std::unique_ptr<store::Database> database, std::unique_ptr<Bell> bell,
           const base::Clock& clock);

  void Push(const history::Message& message, base::Duration delay) override;
  std::optional<history::Delivery> Pop(const std::string& topic, base::Duration lease) override;
  history::Lease Extend(const history::Delivery& delivery, base::Duration lease) override;
  bool Ack(const history::Delivery& delivery) override;
  bool Nack(const history::Delivery& delivery, base::Duration delay) override;
  void Stop(const history::Message& message, history::StopMark mark) override;
  std::int64_t Size(const std::string& topic) override;
  std::optional<base::TimePoint> NextDue(const std::string& topic) override;
  void RemoveRun(std::int64_t run) override;
  int Descriptor() const override;
  history::QueueNews TakeNews() override;

 private:
  std::int64_t DueIn(base::Duration wait) const;
  std::optional<history::Delivery> Take(const std::string& topic, base::Duration lease);

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Bell> bell_;
  const base::Clock& clock_;
};

}  // namespace executioner::queue
