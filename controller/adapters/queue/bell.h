/// \file
/// Lets participants of a queue in a database wake each other.
#pragma once

#include <memory>
#include <string>

#include "controller/adapters/store/database.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {

/// The bell of one participant, which listens to one topic. All functions throw base::StoreError.
class Bell {
 public:
  virtual ~Bell() = default;

  /// Wakes the listeners of a topic.
  /// \param stop  true if a message was marked to be stopped; false if one was pushed
  virtual void Ring(const std::string& topic, bool stop) = 0;

  /// See history::JobQueue::Descriptor.
  virtual int Descriptor() const = 0;

  /// See history::JobQueue::TakeNews.
  virtual history::QueueNews Take() = 0;
};

/// Returns a bell that touches a file beside the database, "queue.db-jobs.bell", and watches it
/// with inotify(7).
/// \param path  of the database
std::unique_ptr<Bell> MakeFileBell(std::string path, std::string topic);

/// Returns a bell that uses NOTIFY, and listens on a separate connection.
/// \param database  borrowed; sends the notifications
std::unique_ptr<Bell> MakePostgresBell(const std::string& url, const std::string& topic,
                                       store::Database& database);

}  // namespace executioner::queue
