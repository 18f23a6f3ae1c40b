/// \file
/// The implementations on which the contract of a queue is tested.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "controller/adapters/queue/open_queue.h"
#include "tests/unit/kube/temporary_folder.h"
#include "tests/unit/queue/memory_queue.h"
#include "tests/unit/queue/redis_server.h"
#include "tests/unit/store/postgres_server.h"

namespace executioner::queue::testing {

/// An empty queue of one test, removed by the destructor; several participants can open it at once.
class QueuePlace {
 public:
  virtual ~QueuePlace() = default;

  /// \param topic  the topic to listen to
  virtual std::unique_ptr<history::JobQueue> Open(const std::string& topic,
                                                  const base::Clock& clock) const = 0;
};

class MemoryPlace : public QueuePlace {
 public:
  std::unique_ptr<history::JobQueue> Open(const std::string& topic,
                                          const base::Clock& clock) const override {
    return std::make_unique<MemoryQueue>(store_, topic, clock);
  }

 private:
  std::shared_ptr<MemoryStore> store_ = MakeMemoryStore();
};

class SqlitePlace : public QueuePlace {
 public:
  std::unique_ptr<history::JobQueue> Open(const std::string& topic,
                                          const base::Clock& clock) const override {
    return OpenQueue("sqlite:" + (folder_.Path() / "queue.db").string(), topic, clock);
  }

 private:
  kube::TemporaryFolder folder_ = {};
};

class PostgresPlace : public QueuePlace {
 public:
  std::unique_ptr<history::JobQueue> Open(const std::string& topic,
                                          const base::Clock& clock) const override {
    return OpenQueue(url_, topic, clock);
  }

 private:
  std::string url_ = store::testing::PostgresServer::Get().NewDatabase();
};

class RedisPlace : public QueuePlace {
 public:
  std::unique_ptr<history::JobQueue> Open(const std::string& topic,
                                          const base::Clock& clock) const override {
    return OpenQueue(server_.Url(), topic, clock);
  }

 private:
  RedisServer server_;
};

struct Backend {
  std::string name = {};
  std::function<std::unique_ptr<QueuePlace>()> make = {};
};

inline void PrintTo(const Backend& backend, std::ostream* out) {
  *out << backend.name;
}

template <typename Place>
Backend BackendOf(const std::string& name) {
  return {.name = name, .make = [] { return std::make_unique<Place>(); }};
}

}  // namespace executioner::queue::testing
