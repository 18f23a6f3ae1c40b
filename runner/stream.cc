#include "runner/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/complain.h"

namespace executioner::runner {

bool Stream::Open() {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return false;
  }
  source_ = ends[0];
  job_end_ = ends[1];
  struct stat status = {};
  target_is_file_ = fstat(target_, &status) == 0 && S_ISREG(status.st_mode);
  // Only our end: each end is an open file with its own flags, and the job expects a blocking one.
  return fcntl(source_, F_SETFL, O_NONBLOCK) == 0;
}

void Stream::CloseJobEnd() {
  if (job_end_ >= 0) {
    close(job_end_);
    job_end_ = -1;
  }
}

pollfd Stream::Wanted() const {
  if (HasPending()) {
    return {target_, POLLOUT, 0};
  }
  return {source_, POLLIN, 0};
}

void Stream::Read(Tail* tail, Capture* capture) {
  size_t room = sizeof(buffer_);
  if (limited_ && remaining_ < room) {
    room = remaining_;
  }
  const ssize_t size = room == 0 ? 0 : read(source_, buffer_, room);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
    return;
  }
  if (size <= 0) {
    CloseSource();
    return;
  }
  begin_ = 0;
  end_ = static_cast<size_t>(size);
  tail->Add({buffer_, end_});
  if (capture != nullptr) {
    capture->Add({buffer_, end_});
  }
  if (limited_) {
    remaining_ -= end_;
    if (remaining_ == 0) {
      CloseSource();
    }
  }
}

void Stream::Write() {
  // A pipe that poll() reports as writable accepts PIPE_BUF bytes without blocking, but not more.
  // If we blocked here, the reader of our output could delay signals and deadlines indefinitely.
  size_t size = end_ - begin_;
  if (!target_is_file_ && size > PIPE_BUF) {
    size = PIPE_BUF;
  }
  const ssize_t written = write(target_, buffer_ + begin_, size);
  if (written >= 0) {
    begin_ += static_cast<size_t>(written);
    return;
  }
  if (errno == EAGAIN || errno == EINTR) {
    return;
  }
  if (errno != EPIPE) {
    Text message;
    message.Add("cannot pass on the job's output, which ends here: ").Add(strerror(errno));
    Complain(message.String());
  }
  // The job gets SIGPIPE, as it would without the runner.
  Close();
}

void Stream::ReadOnlyThePresent() {
  if (source_ < 0 || limited_) {
    return;
  }
  int present = 0;
  ioctl(source_, FIONREAD, &present);
  limited_ = true;
  remaining_ = static_cast<size_t>(present);
  if (remaining_ == 0) {
    CloseSource();
  }
}

void Stream::Close() {
  CloseSource();
  begin_ = 0;
  end_ = 0;
}

void Stream::CloseSource() {
  if (source_ >= 0) {
    close(source_);
    source_ = -1;
  }
}

}  // namespace executioner::runner
