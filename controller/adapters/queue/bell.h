/// \file
/// How participants of a queue in a database wake each other.
#pragma once

#include <memory>
#include <string>

#include "controller/adapters/store/database.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

/// Of one participant, who listens to one topic. Everything throws base::StoreError.
class Bell {
 public:
  virtual ~Bell() = default;

  /// Wakes those who listen to a topic.
  /// \param stop  something is to be stopped; else something was pushed
  virtual void Ring(const std::string& topic, bool stop) = 0;

  /// As history::JobQueue::Descriptor.
  virtual int Descriptor() const = 0;

  /// As history::JobQueue::TakeNews.
  virtual history::QueueNews Take() = 0;
};

/// By a file beside the database, "queue.db-jobs.bell", which is touched (inotify(7)).
/// \param path  of the database
std::unique_ptr<Bell> MakeFileBell(std::string path, std::string topic);

/// By NOTIFY; a connection of its own listens.
/// \param database  borrowed: sends the notifications
std::unique_ptr<Bell> MakePostgresBell(const std::string& url, const std::string& topic,
                                       store::Database& database);

}  // namespace executioner::queue
