#include "controller/adapters/queue/sql_queue.h"

#include <utility>

#include "controller/base/error.h"
#include "controller/base/hex.h"

namespace executioner::queue {
namespace {

using history::Delivery;
using history::LeaseState;
using history::Message;
using history::StopMark;
using store::Row;

/// `due_at`: when the next may take it, in milliseconds since the epoch; `lease`: '' while it
/// waits. There are no migrations: another layout would have other names, and lose nothing.
void MakeTables(store::Database& database) {
  const bool postgres = database.Speaks() == store::Dialect::kPostgres;
  store::Transaction transaction(database);
  if (postgres) {
    constexpr std::int64_t kOurLock = 0x717565756573;  // "queues": they begin together
    database.Run("SELECT pg_advisory_xact_lock(?)", kOurLock);
  }
  const std::string id(store::NumberedKey(database.Speaks()));
  database.Run("CREATE TABLE IF NOT EXISTS queue_messages (place " + id +
               ", topic TEXT NOT NULL, run BIGINT NOT NULL, name TEXT NOT NULL, "
               "priority BIGINT NOT NULL, due_at BIGINT NOT NULL, lease TEXT NOT NULL, "
               "deliveries BIGINT NOT NULL, stop BIGINT NOT NULL, UNIQUE (topic, run, name))");
  database.Run("CREATE INDEX IF NOT EXISTS queue_messages_due ON queue_messages (topic, due_at)");
  database.Run(
      "CREATE TABLE IF NOT EXISTS queue_runs (topic TEXT NOT NULL, run BIGINT NOT NULL, "
      "served BIGINT NOT NULL, PRIMARY KEY (topic, run))");
  transaction.Commit();
}

std::int64_t IntegerOf(const store::Field& field) {
  return store::NumberOf(field).value_or(0);
}

/// Converts an error of the database to an error of a queue.
template <typename Act>
auto Translated(const Act& act) {
  try {
    return act();
  } catch (const base::StoreError& error) {
    throw history::QueueError(error.what(), error.CanRetry());
  }
}

class SqlQueue : public history::JobQueue {
 public:
  SqlQueue(std::unique_ptr<store::Database> database, std::unique_ptr<Bell> bell,
           const base::Clock& clock)
      : database_(std::move(database)), bell_(std::move(bell)), clock_(clock) {
    Translated([&] { MakeTables(*database_); });
  }

  void Push(const Message& message, base::Duration delay) override {
    Translated([&] {
      database_->Run(
          "INSERT INTO queue_messages (topic, run, name, priority, due_at, lease, deliveries, "
          "stop) "
          "VALUES (?, ?, ?, ?, ?, '', 0, 0) ON CONFLICT (topic, run, name) DO NOTHING",
          message.topic, message.run, message.name, std::int64_t{message.priority}, DueIn(delay));
      bell_->Ring(message.topic, /*stop=*/false);
    });
  }

  std::optional<Delivery> Pop(const std::string& topic, base::Duration lease) override {
    return Translated([&] { return Take(topic, lease); });
  }

  history::Lease Extend(const Delivery& delivery, base::Duration lease) override {
    const Message& message = delivery.message;
    return Translated([&]() -> history::Lease {
      std::vector<Row> rows = database_->Run(
          "UPDATE queue_messages SET due_at = ? "
          "WHERE topic = ? AND run = ? AND name = ? AND lease = ? RETURNING stop",
          DueIn(lease), message.topic, message.run, message.name, delivery.lease);
      LeaseState state = LeaseState::kHeld;
      // The lease has ended or the message is lost: the first participant takes it, possibly this
      // one.
      if (rows.empty()) {
        rows = database_->Run(
            "INSERT INTO queue_messages (topic, run, name, priority, due_at, lease, deliveries, "
            "stop) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (topic, run, name) DO UPDATE SET "
            "lease = excluded.lease, due_at = excluded.due_at "
            "WHERE queue_messages.lease = '' OR queue_messages.due_at <= ? RETURNING stop",
            message.topic, message.run, message.name, std::int64_t{message.priority}, DueIn(lease),
            delivery.lease, std::int64_t{delivery.deliveries},
            static_cast<std::int64_t>(delivery.stop), DueIn({}));
        state = LeaseState::kTakenBack;
      }
      if (rows.empty()) {
        return {.state = LeaseState::kLost};
      }
      return {.state = state, .stop = static_cast<StopMark>(IntegerOf(rows.front().at(0)))};
    });
  }

  bool Ack(const Delivery& delivery) override {
    const Message& message = delivery.message;
    return Translated([&] {
      return database_->Any(
          "DELETE FROM queue_messages "
          "WHERE topic = ? AND run = ? AND name = ? AND lease = ? RETURNING place",
          message.topic, message.run, message.name, delivery.lease);
    });
  }

  bool Nack(const Delivery& delivery, base::Duration delay) override {
    const Message& message = delivery.message;
    return Translated([&] {
      const bool held = database_->Any(
          "UPDATE queue_messages SET lease = '', due_at = ? "
          "WHERE topic = ? AND run = ? AND name = ? AND lease = ? RETURNING place",
          DueIn(delay), message.topic, message.run, message.name, delivery.lease);
      if (held) {
        bell_->Ring(message.topic, /*stop=*/false);
      }
      return held;
    });
  }

  void Stop(const Message& message, StopMark mark) override {
    const auto wanted = static_cast<std::int64_t>(mark);
    Translated([&] {
      database_->Run(
          "UPDATE queue_messages SET stop = ? WHERE topic = ? AND run = ? AND name = ? AND stop < "
          "?",
          wanted, message.topic, message.run, message.name, wanted);
      bell_->Ring(message.topic, /*stop=*/true);
    });
  }

  std::int64_t Size(const std::string& topic) override {
    return Translated([&] {
      return IntegerOf(
          database_->Run("SELECT COUNT(*) FROM queue_messages WHERE topic = ?", topic).at(0).at(0));
    });
  }

  std::optional<base::TimePoint> NextDue(const std::string& topic) override {
    return Translated([&]() -> std::optional<base::TimePoint> {
      const auto due = store::NumberOf(
          database_->Run("SELECT MIN(due_at) FROM queue_messages WHERE topic = ?", topic)
              .at(0)
              .at(0));
      return due ? std::optional(base::TimePoint(base::Duration(*due))) : std::nullopt;
    });
  }

  void RemoveRun(std::int64_t run) override {
    Translated([&] {
      database_->Run("DELETE FROM queue_messages WHERE run = ?", run);
      database_->Run("DELETE FROM queue_runs WHERE run = ?", run);
    });
  }

  int Descriptor() const override { return bell_->Descriptor(); }

  history::QueueNews TakeNews() override {
    return Translated([&] { return bell_->Take(); });
  }

 private:
  std::int64_t DueIn(base::Duration wait) const {
    return (clock_.Now() + wait).time_since_epoch().count();
  }

  std::optional<Delivery> Take(const std::string& topic, base::Duration lease) {
    // As PopScript of Redis: priority, then the run served longest ago, then the oldest message.
    const char* const pick =
        "SELECT m.place, m.run, m.name, m.priority, m.deliveries, m.stop "
        "FROM queue_messages m LEFT JOIN queue_runs r ON r.topic = m.topic AND r.run = m.run "
        "WHERE m.topic = ? AND m.due_at <= ? "
        "ORDER BY m.priority DESC, COALESCE(r.served, 0), m.place LIMIT 1";
    const bool postgres = database_->Speaks() == store::Dialect::kPostgres;
    store::Transaction transaction(*database_);
    const std::vector<Row> rows = database_->Run(
        // Locked rows are passed over, so that participants do not wait for each other; SQLite has
        // one writer anyway.
        postgres ? std::string(pick) + " FOR UPDATE OF m SKIP LOCKED" : pick, topic, DueIn({}));
    if (rows.empty()) {
      return std::nullopt;
    }
    const Row& row = rows.front();
    Delivery delivery{.message = {.topic = topic,
                                  .run = IntegerOf(row.at(1)),
                                  .name = store::TextOf(row.at(2)),
                                  .priority = static_cast<int>(IntegerOf(row.at(3)))},
                      .lease = base::RandomHex(16),  // unique, whatever the queue has lost
                      .deliveries = static_cast<int>(IntegerOf(row.at(4))) + 1,
                      .stop = static_cast<StopMark>(IntegerOf(row.at(5)))};
    database_->Run(
        "UPDATE queue_messages SET lease = ?, deliveries = deliveries + 1, due_at = ? "
        "WHERE place = ?",
        delivery.lease, DueIn(lease), IntegerOf(row.at(0)));
    // Among runs of one priority, the one that was served last comes last.
    database_->Run(
        "INSERT INTO queue_runs (topic, run, served) VALUES (?, ?, "
        "(SELECT COALESCE(MAX(served), 0) + 1 FROM queue_runs WHERE topic = ?)) "
        "ON CONFLICT (topic, run) DO UPDATE SET served = excluded.served",
        topic, delivery.message.run, topic);
    transaction.Commit();
    return delivery;
  }

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<Bell> bell_;
  const base::Clock& clock_;
};

}  // namespace

std::unique_ptr<history::JobQueue> MakeSqlQueue(std::unique_ptr<store::Database> database,
                                                std::unique_ptr<Bell> bell,
                                                const base::Clock& clock) {
  return std::make_unique<SqlQueue>(std::move(database), std::move(bell), clock);
}

}  // namespace executioner::queue
