#include "runner/supervise.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/clock.h"
#include "runner/leftovers.h"
#include "runner/spawn.h"
#include "runner/stream.h"

namespace executioner::runner {
namespace {

constexpr int64_t kNever = INT64_MAX;
/// How long to wait for killed leftovers; a process that the kernel cannot end must not delay the
/// end of the job.
constexpr int64_t kUnkillableMs = 5000;
constexpr int kAtOnce = 64;  // signals taken before they are forwarded

int64_t Earlier(int64_t left, int64_t right) {
  return left < right ? left : right;
}

bool SaysStop(int signal) {
  return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT;
}

/// Signals that concern only this process, not the job.
bool IsOurOwn(int signal) {
  return signal == SIGCHLD || signal == SIGPIPE;
}

int64_t ToMs(const timeval& time) {
  return int64_t{time.tv_sec} * 1000 + time.tv_usec / 1000;
}

}  // namespace

/// One command between its start and its end.
class Supervision {
 public:
  Supervision(Supervisor* owner, Capture* capture) : owner_(owner), capture_(capture) {}

  Ended Run(char* const* argv, int64_t timeout_seconds) {
    ended_.start_error = Start(argv);
    if (ended_.start_error != 0) {
      return ended_;
    }
    if (timeout_seconds > 0) {
      timeout_at_ = MonotonicMs() + timeout_seconds * 1000;
    }
    while (!Over()) {
      Wait();
      if (polled_[0].revents != 0) {
        TakeSignals();
        Reap();
      }
      KeepDeadlines();
      MoveOutput();
    }
    return ended_;
  }

 private:
  int Start(char* const* argv) {
    const bool tee = owner_->tail_->Wanted();
    if (((tee || capture_ != nullptr) && !streams_[0].Open()) || (tee && !streams_[1].Open())) {
      return errno;
    }
    int error = EAGAIN;
    do {
      error = Spawn(argv, streams_[0].JobEnd(), streams_[1].JobEnd(),
                    owner_->signals_->OriginalMask(), &process_);
    } while (error == EAGAIN && owner_->WaitsForProcesses());
    for (Stream& stream : streams_) {
      stream.CloseJobEnd();
      if (error != 0) {
        stream.Close();
      }
    }
    running_ = error == 0;
    children_ = running_;
    return error;
  }

  bool Over() const { return !running_ && !children_ && streams_[0].Done() && streams_[1].Done(); }

  void Wait() {
    polled_[0] = {owner_->signals_->Descriptor(), POLLIN, 0};
    polled_[1] = streams_[0].Wanted();
    polled_[2] = streams_[1].Wanted();
    const int64_t deadline =
        Earlier(Earlier(timeout_at_, kill_at_), Earlier(unkillable_at_, stalled_at_));
    int timeout = -1;
    if (deadline != kNever) {
      const int64_t left = deadline - MonotonicMs();
      timeout = static_cast<int>(left < 0 ? 0 : Earlier(left, INT_MAX));
    }
    poll(polled_, 3, timeout);  // on failure no descriptor is marked as ready
  }

  void TakeSignals() {
    int taken[kAtOnce];
    int count = 0;
    for (int signal = 0; count < kAtOnce && (signal = owner_->signals_->Take()) != 0; ++count) {
      owner_->Note(signal);
      taken[count] = signal;
    }
    for (int i = 0; i < count && running_; ++i) {
      // If the command must be killed immediately, do not send SIGTERM first: it could react to it.
      const bool kills = owner_->repeated_ && SaysStop(taken[i]);
      if (!IsOurOwn(taken[i]) && !kills) {
        SignalGroup(taken[i]);
      }
    }
    if (owner_->stop_signal_ != 0 && !stopping_) {
      BeginStopping();
    }
    if (owner_->repeated_ && kill_at_ != kNever) {
      kill_at_ = MonotonicMs();
    }
  }

  void BeginStopping() {
    stopping_ = true;
    if (!running_) {
      stalled_at_ = MonotonicMs() + StallMs();
      return;
    }
    kill_at_ = MonotonicMs() + owner_->grace_ms_;
    SignalGroup(SIGCONT);  // a stopped process sees no other signal
  }

  void KeepDeadlines() {
    const int64_t now = MonotonicMs();
    if (running_ && now >= timeout_at_) {
      ended_.timed_out = true;
      timeout_at_ = kNever;
      SignalGroup(SIGTERM);
      if (!stopping_) {
        BeginStopping();
      }
    }
    if (running_ && now >= kill_at_) {
      kill_at_ = kNever;
      SignalGroup(SIGKILL);
    }
    if (children_ && now >= unkillable_at_) {
      EndReaping();
    }
    if (now >= stalled_at_) {
      stalled_at_ = kNever;
      streams_[0].Close();
      streams_[1].Close();
    }
  }

  void Reap() {
    while (children_) {
      int status = 0;
      rusage usage = {};
      const pid_t reaped = wait4(-1, &status, WNOHANG, &usage);
      if (reaped == 0) {
        break;
      }
      if (reaped < 0) {
        EndReaping();
        return;
      }
      if (reaped == process_) {
        NoteEnd(status, usage);
      }
    }
    if (!running_ && children_ && !KillLeftovers(process_)) {
      EndReaping();
    }
  }

  void NoteEnd(int status, const rusage& usage) {
    running_ = false;
    ended_.status = status;
    ended_.max_rss_kb = usage.ru_maxrss;
    ended_.cpu_ms = ToMs(usage.ru_utime) + ToMs(usage.ru_stime);
    timeout_at_ = kNever;
    kill_at_ = kNever;
    unkillable_at_ = MonotonicMs() + kUnkillableMs;
    if (stopping_) {
      stalled_at_ = MonotonicMs() + StallMs();
    }
  }

  /// All writers have ended, or we do not wait for them.
  void EndReaping() {
    children_ = false;
    unkillable_at_ = kNever;
    for (Stream& stream : streams_) {
      stream.ReadOnlyThePresent();
    }
  }

  /// Reads never block. Both streams may be written to the same pipe, whose free space was polled
  /// only once, so only one of them writes per poll, alternately.
  void MoveOutput() {
    bool wrote = false;
    for (int i = 0; i < 2; ++i) {
      const int which = (turn_ + i) % 2;
      Stream& stream = streams_[which];
      const pollfd& polled = polled_[1 + which];
      if (polled.fd < 0 || polled.revents == 0) {
        continue;
      }
      if (!stream.HasPending()) {
        stream.Read(owner_->tail_, which == 0 ? capture_ : nullptr);
      } else if (!wrote) {
        stream.Write();
        wrote = true;
      }
    }
    turn_ = (turn_ + 1) % 2;
    if (wrote && stopping_ && !running_) {
      stalled_at_ = MonotonicMs() + StallMs();
    }
  }

  /// How long the reader of our output may accept nothing after the job had to stop: a dead reader
  /// must not keep the runner alive.
  int64_t StallMs() const { return owner_->grace_ms_ > 1000 ? owner_->grace_ms_ : 1000; }

  void SignalGroup(int signal) const {
    if (kill(-process_, signal) != 0) {
      // The process may have moved to another group.
      kill(process_, signal);
    }
  }

  Supervisor* owner_;
  Capture* capture_;
  Stream streams_[2] = {Stream(STDOUT_FILENO), Stream(STDERR_FILENO)};
  pollfd polled_[3] = {};
  pid_t process_ = -1;
  bool running_ = false;   ///< the command itself
  bool children_ = false;  ///< there may be children that are not reaped
  bool stopping_ = false;  ///< TERM was sent or passed on; counts once
  int turn_ = 0;
  int64_t timeout_at_ = kNever;
  int64_t kill_at_ = kNever;
  int64_t unkillable_at_ = kNever;
  int64_t stalled_at_ = kNever;
  Ended ended_;
};

Supervisor::Supervisor(Signals* signals, Tail* tail, int64_t grace_seconds)
    : signals_(signals), tail_(tail), grace_ms_(grace_seconds * 1000) {
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void Supervisor::AttachTo(int64_t parent) {
  attached_ = true;
  prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
  if (getppid() != parent) {  // it ended before we could watch it
    Note(SIGTERM);
  }
}

Ended Supervisor::Run(char* const* argv, int64_t timeout_seconds, Capture* capture) {
  return Supervision(this, capture).Run(argv, timeout_seconds);
}

int Supervisor::StopSignal() {
  for (int signal = 0; (signal = signals_->Take()) != 0;) {
    Note(signal);
  }
  return stop_signal_;
}

bool Supervisor::WaitsForProcesses() {
  constexpr int kMomentMs = 500;
  if (!attached_ || StopSignal() != 0) {
    return false;
  }
  pollfd told = {signals_->Descriptor(), POLLIN, 0};
  poll(&told, 1, kMomentMs);
  return StopSignal() == 0;
}

void Supervisor::Note(int signal) {
  if (!SaysStop(signal)) {
    return;
  }
  if (stop_signal_ == 0) {
    stop_signal_ = signal;
  } else {
    repeated_ = attached_;
  }
}

}  // namespace executioner::runner
