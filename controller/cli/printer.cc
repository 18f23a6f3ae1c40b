#include "controller/cli/printer.h"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <set>
#include <unistd.h>
#include <utility>

namespace executioner::cli {

Printer::~Printer() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  // Whatever waits is still written: the loop ends only when nothing is left.
  changed_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Printer::Print(int descriptor, std::string text) {
  if (text.empty()) {
    return;
  }
  if (!thread_.joinable()) {
    Start();
  }
  std::unique_lock lock(mutex_);
  // A reader that never reads holds up the run instead of taking all memory.
  changed_.wait(lock, [this] { return waiting_ < kMostWaiting; });
  waiting_ += text.size();
  if (!pieces_.empty() && pieces_.back().descriptor == descriptor) {
    pieces_.back().text += text;
  } else {
    pieces_.push_back({descriptor, std::move(text)});
  }
  lock.unlock();
  changed_.notify_all();
}

bool Printer::Flush() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_ == 0; });
  return !failed_;
}

/// Signals are for the thread that runs the jobs; that of a pipe without a reader comes here.
void Printer::Start() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  sigdelset(&all, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  thread_ = std::thread([this] { Work(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Printer::Work() {
  std::set<int> broken;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !pieces_.empty(); });
    if (pieces_.empty()) {
      return;
    }
    // Written without the lock, so that callers can add more while a reader pauses.
    const Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    lock.unlock();
    if (!broken.contains(piece.descriptor) && !WriteAll(piece)) {
      // The other stream may still have a reader, so only this one is given up.
      broken.insert(piece.descriptor);
    }
    lock.lock();
    waiting_ -= piece.text.size();
    changed_.notify_all();
  }
}

bool Printer::WriteAll(const Piece& piece) {
  for (std::size_t at = 0; at < piece.text.size();) {
    const ssize_t written = write(piece.descriptor, piece.text.data() + at, piece.text.size() - at);
    if (written >= 0) {
      at += static_cast<std::size_t>(written);
      // The terminal may have been set to non-blocking by a program that shares it.
    } else if (errno == EAGAIN) {
      pollfd writable{piece.descriptor, POLLOUT, 0};
      poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      failed_ = failed_ || (piece.descriptor == STDOUT_FILENO && errno != EPIPE);
      return false;
    }
  }
  return true;
}

}  // namespace executioner::cli
