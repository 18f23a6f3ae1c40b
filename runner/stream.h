/// \file
/// One of the job's two output streams on its way through the runner: a pipe from the job, a
/// buffer, and the runner's own stdout or stderr. Never blocks: the caller polls. Not thread-safe.
#pragma once

#include <poll.h>
#include <stddef.h>

#include "runner/tail.h"

namespace executioner::runner {

class Stream {
 public:
  /// \param target  STDOUT_FILENO or STDERR_FILENO
  explicit Stream(int target) : target_(target) {}

  /// Makes the pipe.
  ///
  /// \return false when the kernel refuses; errno says why
  bool Open();

  /// The end that is to become the job's stdout or stderr.
  int JobEnd() const { return job_end_; }

  /// Closes the runner's copy of the job's end, once the job has it.
  void CloseJobEnd();

  /// What to poll for next; a negative descriptor when there is nothing.
  pollfd Wanted() const;

  bool HasPending() const { return begin_ < end_; }

  /// Reads what the job wrote into the empty buffer, and into the tail.
  void Read(Tail* tail);

  /// Writes once, as much as cannot block after poll() said so.
  void Write();

  /// From now on only what is in the pipe at this moment is read: whoever still holds the other end
  /// does not count.
  void ReadOnlyThePresent();

  /// Gives up what was not written yet.
  void Close();

  /// True when nothing is left to read or write.
  bool Done() const { return source_ < 0 && !HasPending(); }

 private:
  void CloseSource();

  int target_;
  int source_ = -1;
  int job_end_ = -1;
  bool limited_ = false;
  size_t remaining_ = 0;  ///< bytes still to be read, when limited
  bool target_is_file_ = false;
  size_t begin_ = 0;
  size_t end_ = 0;
  char buffer_[16 * 1024] = {};
};

}  // namespace executioner::runner
