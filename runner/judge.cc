#include "runner/judge.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

namespace executioner::runner {
namespace {

constexpr size_t kShownOfPath = 80;  // fits the usual PATH of an image

/// Names with a slash are paths; other names are looked up in PATH. If a file exists but exec
/// reports that it does not, the interpreter in its first line is missing.
void AddWhereItWasLookedFor(const char* program, Text* message) {
  if (strchr(program, '/') == nullptr) {
    const char* path = getenv("PATH");
    Bytes shown = BytesOf(path == nullptr ? "not set" : path);
    const bool cut = shown.size > kShownOfPath;
    shown.size = cut ? kShownOfPath : shown.size;
    message->Add(" (not found in PATH: ").Add(shown).Add(cut ? "...)" : ")");
    return;
  }
  if (access(program, F_OK) == 0) {
    message->Add(" (its interpreter, named in its first line, is missing)");
    return;
  }
  char folder[PATH_MAX];
  if (program[0] != '/' && getcwd(folder, sizeof(folder)) != nullptr) {
    message->Add(" (searched in ").Add(folder).Add(")");
  }
}

void JudgeStartError(const Spec& spec, int error, Outcome* outcome) {
  Text message;
  message.Add("cannot start '").Add(spec.command[0]).Add("': ").Add(strerror(error));
  if (error == ENOENT || error == ENOTDIR) {
    AddWhereItWasLookedFor(spec.command[0], &message);
    End(kReasonFailed, kExitNotFound, message.String(), outcome);
  } else if (error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE) {
    End(kReasonError, kExitRunnerFailed, message.String(), outcome);
  } else {
    End(kReasonFailed, kExitNotExecutable, message.String(), outcome);
  }
}

void AddSignal(int signal, Text* message) {
  message->Add("signal ").Add(int64_t{signal}).Add(" (").Add(strsignal(signal)).Add(")");
}

void JudgeTimeout(const Spec& spec, int signal, Outcome* outcome) {
  Text message;
  message.Add("ran longer than ").Add(spec.timeout_seconds).Add(" s");
  if (signal == SIGKILL) {
    message.Add(" and had to be killed ").Add(spec.grace_seconds).Add(" s after TERM");
  }
  End(kReasonTimedOut, kExitTimedOut, message.String(), outcome);
}

}  // namespace

void End(const char* reason, int exit_code, const char* message, Outcome* outcome) {
  outcome->reason = reason;
  outcome->exit_code = exit_code;
  outcome->message = {};
  outcome->message.Add(message);
}

void EndStopped(int signal, Outcome* outcome) {
  Text message;
  message.Add("asked to stop before the attempt was complete, by ");
  AddSignal(signal, &message);
  outcome->signal = signal;
  End(kReasonSignaled, kExitSignalBase + signal, message.String(), outcome);
}

void EndWithFailedCheck(const FailedCheck& failed, Outcome* outcome) {
  const Check& check = *failed.check;
  const char* subject = check.path != nullptr   ? check.path
                        : check.glob != nullptr ? check.glob
                                                : check.command[0];
  Text message;
  message.Add(failed.before ? "pre-check " : "post-check ").Add(failed.index + 1);
  message.Add(" (").Add(NameOf(check.type)).Add(" ").Add(subject);
  if (check.pattern != nullptr) {
    message.Add(", pattern ").Add(check.pattern);
  }
  message.Add("): ");
  if (failed.file.Size() > 0) {
    message.Add(failed.file.All());
    if (failed.line > 0) {
      message.Add(":").Add(failed.line);
    }
    message.Add(": ");
  }
  message.Add(failed.message.All());
  outcome->failed_check = failed;
  End(failed.before ? kReasonPreCheckFailed : kReasonPostCheckFailed,
      failed.before ? kExitPreCheckFailed : kExitPostCheckFailed, message.String(), outcome);
}

void Judge(const Spec& spec, const Ended& ended, bool out_of_memory, Outcome* outcome) {
  if (ended.start_error != 0) {
    JudgeStartError(spec, ended.start_error, outcome);
    return;
  }
  outcome->ran = true;
  outcome->max_rss_kb = ended.max_rss_kb;
  outcome->cpu_ms = ended.cpu_ms;
  outcome->signal = WIFSIGNALED(ended.status) ? WTERMSIG(ended.status) : 0;
  const int exit_code =
      outcome->signal != 0 ? kExitSignalBase + outcome->signal : WEXITSTATUS(ended.status);
  Text message;
  if (ended.timed_out) {
    JudgeTimeout(spec, outcome->signal, outcome);
  } else if (out_of_memory && exit_code != 0) {
    End(kReasonOutOfMemory, exit_code, "the kernel killed a process of the job for lack of memory",
        outcome);
  } else if (outcome->signal != 0) {
    message.Add("ended by ");
    AddSignal(outcome->signal, &message);
    End(kReasonSignaled, exit_code, message.String(), outcome);
  } else if (exit_code != 0) {
    message.Add("exit code ").Add(int64_t{exit_code});
    End(kReasonFailed, exit_code, message.String(), outcome);
  }
}

}  // namespace executioner::runner
