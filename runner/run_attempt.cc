#include "runner/run_attempt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/check_files.h"
#include "runner/clock.h"
#include "runner/complain.h"
#include "runner/judge.h"
#include "runner/last_words.h"
#include "runner/out_of_memory.h"
#include "runner/read_results.h"
#include "runner/read_spec.h"
#include "runner/run_checks.h"
#include "runner/write_result.h"

namespace executioner::runner {
namespace {

/// The input of an attempt, from the environment.
struct Input {
  Spec spec;
  const char* result_path = kTerminationLog;
  bool create_result =
      false;  ///< the default path is a mount; where it is missing there is no reader
};

bool IsAbsoluteOrUnset(const char* variable, Text* error) {
  const char* value = getenv(variable);
  if (value == nullptr || value[0] == '/' || value[0] == '\0') {
    return true;
  }
  error->Add(variable).Add(": expected an absolute path, not '").Add(value).Add("'");
  return false;
}

/// Also removes both variables from the job's environment.
bool ReadInput(Input* input, Text* error) {
  char* spec = getenv(kSpecVariable);
  bool good =
      IsAbsoluteOrUnset(kResultPathVariable, error) && IsAbsoluteOrUnset(kResultsVariable, error);
  const char* path = getenv(kResultPathVariable);
  if (path != nullptr && path[0] == '/') {
    input->result_path = path;
    input->create_result = true;
  }
  if (good && spec == nullptr) {
    error->Add(kSpecVariable).Add(" is not set; it says what to run (see --help)");
    good = false;
  }
  Text complaint;
  if (good && !(ReadSpec(spec, &input->spec, &complaint) &&
                PatternsAreGood(input->spec.pre_checks, "preChecks", &complaint) &&
                PatternsAreGood(input->spec.post_checks, "postChecks", &complaint))) {
    error->Add(kSpecVariable).Add(": ").Add(complaint.All());
    good = false;
  }
  unsetenv(kSpecVariable);
  unsetenv(kResultPathVariable);
  return good;
}

/// An attempt whose input has been read.
class Attempt {
 public:
  /// \param capture  for stdout; results of the outcome may lie in it
  Attempt(const Spec& spec, Signals* signals, Tail* tail, Capture* capture)
      : spec_(spec), supervisor_(signals, tail, spec.grace_seconds), capture_(capture) {
    if (spec.parent != 0) {
      supervisor_.AttachTo(spec.parent);
    }
  }

  Outcome Run() {
    if (EnterWorkingDir() && PrepareResults()) {
      RunInOrder();
      place_.Remove();
    }
    outcome_.terminated = supervisor_.StopSignal() != 0;
    return outcome_;
  }

 private:
  bool EnterWorkingDir() {
    if (spec_.working_dir == nullptr || chdir(spec_.working_dir) == 0) {
      return true;
    }
    Text message;
    message.Add("cannot change to workingDir ")
        .Add(spec_.working_dir)
        .Add(": ")
        .Add(strerror(errno));
    End(kReasonError, kExitRunnerFailed, message.String(), &outcome_);
    return false;
  }

  bool PrepareResults() {
    Text message;
    if (place_.Prepare(spec_, &message)) {
      return true;
    }
    End(kReasonError, kExitRunnerFailed, message.String(), &outcome_);
    return false;
  }

  void RunInOrder() {
    if (!PassChecks(spec_.pre_checks, true)) {
      return;
    }
    RunCommand();
    ReadResults();
    if (outcome_.exit_code == kExitCompleted && spec_.post_checks.Size() > 0) {
      PassChecks(spec_.post_checks, false);
    }
  }

  bool PassChecks(const List<Check>& checks, bool before) {
    FailedCheck failed;
    if (!RunChecks(checks, &supervisor_, &failed)) {
      failed.before = before;
      EndWithFailedCheck(failed, &outcome_);
      return false;
    }
    if (const int signal = supervisor_.StopSignal()) {
      EndStopped(signal, &outcome_);
      return false;
    }
    return true;
  }

  void RunCommand() {
    List<char*> argv = spec_.command;
    const int64_t kills = CountOutOfMemoryKills();
    const Ended ended =
        supervisor_.Run(argv.Items(), spec_.timeout_seconds, TakesStdout() ? capture_ : nullptr);
    Judge(spec_, ended, CountOutOfMemoryKills() > kills, &outcome_);
  }

  bool TakesStdout() const {
    for (const ResultDeclaration& result : spec_.results) {
      if (result.source == ResultSource::kStdout) {
        return true;
      }
    }
    return false;
  }

  /// If the command failed, valid results are kept, and invalid ones do not change the reason.
  void ReadResults() {
    Text message;
    if (!place_.Read(spec_, *capture_, &outcome_.results, &message) &&
        outcome_.exit_code == kExitCompleted) {
      End(kReasonInvalidResults, kExitInvalidResults, message.String(), &outcome_);
    }
  }

  const Spec& spec_;
  Supervisor supervisor_;
  Capture* capture_;
  ResultsPlace place_;
  Outcome outcome_;
};

/// \return true for outcomes caused by the runner's environment, which the log of the job should
/// show too
bool IsForTheLog(const Outcome& outcome) {
  return strcmp(outcome.reason, kReasonError) == 0 ||
         (strcmp(outcome.reason, kReasonFailed) == 0 && !outcome.ran);
}

/// Waits a moment, because somebody may free space. \return false if this process is asked to stop
bool WaitsForRoom(const Signals& signals) {
  constexpr int kMomentMs = 500;
  pollfd told = {signals.Descriptor(), POLLIN, 0};
  poll(&told, 1, kMomentMs);
  for (int signal = 0; (signal = signals.Take()) != 0;) {
    if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT) {
      return false;
    }
  }
  return true;
}

/// If the disk is full, the job has ended and only its outcome waits for space: without the last
/// words a failure would lose its reason. The wait is short, because others wait for the end of the
/// job. In a pod the kubelet takes care of full disks by eviction.
void LeaveLastWords(const Input& input, const Signals& signals, Bytes words) {
  constexpr int64_t kLongestMs = 10'000;
  const int64_t until = MonotonicMs() + kLongestMs;
  int error = 0;
  do {
    error = WriteResult(input.result_path, input.create_result, words);
  } while ((error == ENOSPC || error == EDQUOT) && input.create_result && MonotonicMs() < until &&
           WaitsForRoom(signals));
  if (error != 0) {
    Text message;
    message.Add("cannot write the last words to ").Add(input.result_path).Add(": ");
    Complain(message.Add(strerror(error)).String());
  }
}

}  // namespace

int RunAttempt() {
  Signals signals;
  Times times;
  times.started_at_ms = WallClockMs();
  const int64_t began = MonotonicMs();
  Input input;
  Outcome outcome;
  Text error;
  const bool good = ReadInput(&input, &error);
  Tail tail(static_cast<size_t>(input.spec.tail_bytes));
  Capture capture;  // until the last words are made, which contain results
  if (!good) {
    End(kReasonError, kExitBadInput, error.String(), &outcome);
  } else if (!signals.Ready()) {
    End(kReasonError, kExitRunnerFailed, "cannot receive signals: no free file descriptor",
        &outcome);
  } else {
    outcome = Attempt(input.spec, &signals, &tail, &capture).Run();
  }
  if (IsForTheLog(outcome)) {
    Complain(outcome.message.String());
  }
  times.duration_ms = MonotonicMs() - began;
  const Text words =
      MakeLastWords(outcome, times, tail, static_cast<size_t>(input.spec.message_bytes));
  LeaveLastWords(input, signals, words.All());
  return outcome.exit_code;
}

}  // namespace executioner::runner
