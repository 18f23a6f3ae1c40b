/// \file
/// Passes on one of the job's two output streams: from a pipe, through a buffer, to the runner's
/// stdout or stderr. Never blocks: the caller polls. Not thread-safe.
#pragma once

#include <poll.h>
#include <stddef.h>

#include "runner/capture.h"
#include "runner/tail.h"

namespace executioner::runner {

class Stream {
 public:
  /// \param target  STDOUT_FILENO or STDERR_FILENO
  explicit Stream(int target) : target_(target) {}

  /// Creates the pipe.
  ///
  /// \return false on failure; errno says why
  bool Open();

  /// \return the end that becomes the job's stdout or stderr
  int JobEnd() const { return job_end_; }

  /// Closes the runner's copy of the job's end; must be called after the job was started.
  void CloseJobEnd();

  /// \return what to poll for next; a negative descriptor if there is nothing
  pollfd Wanted() const;

  bool HasPending() const { return begin_ < end_; }

  /// Reads output of the job into the buffer, which must be empty, into the tail, and into the
  /// capture unless it is null.
  void Read(Tail* tail, Capture* capture);

  /// Writes once, as much as is possible without blocking after poll().
  void Write();

  /// Reads from now on only the bytes that are in the pipe at this moment, even if a process still
  /// has the other end open.
  void ReadOnlyThePresent();

  /// Discards output that has not been written yet.
  void Close();

  /// \return true if nothing remains to be read or written
  bool Done() const { return source_ < 0 && !HasPending(); }

 private:
  void CloseSource();

  int target_;
  int source_ = -1;
  int job_end_ = -1;
  bool limited_ = false;
  size_t remaining_ = 0;  ///< bytes still to be read, if limited
  bool target_is_file_ = false;
  size_t begin_ = 0;
  size_t end_ = 0;
  char buffer_[16 * 1024] = {};
};

}  // namespace executioner::runner
