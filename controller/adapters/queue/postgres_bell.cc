#include <algorithm>

#include "controller/adapters/queue/bell.h"
#include "controller/adapters/store/postgres_listener.h"

namespace executioner::queue {
namespace {

std::string ChannelOf(const std::string& topic) {
  return "executioner " + topic;
}

class PostgresBell : public Bell {
 public:
  PostgresBell(const std::string& url, const std::string& topic, store::Database& database)
      : listener_(url, ChannelOf(topic)), database_(database) {}

  void Ring(const std::string& topic, bool stop) override {
    database_.Run("SELECT pg_notify(?, ?)", ChannelOf(topic), std::string(stop ? "stop" : "push"));
  }

  int Descriptor() const override { return listener_.Descriptor(); }

  history::QueueNews Take() override {
    const store::Notices notices = listener_.Take();
    // Notifications sent while there was no connection are lost, so a new one counts as any news.
    return {.pushed = notices.renewed || std::ranges::count(notices.payloads, "push") > 0,
            .stopped = notices.renewed || std::ranges::count(notices.payloads, "stop") > 0};
  }

 private:
  store::PostgresListener listener_;
  store::Database& database_;
};

}  // namespace

std::unique_ptr<Bell> MakePostgresBell(const std::string& url, const std::string& topic,
                                       store::Database& database) {
  return std::make_unique<PostgresBell>(url, topic, database);
}

}  // namespace executioner::queue
