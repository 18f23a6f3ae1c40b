#include "runner/run_checks.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "runner/check_files.h"

namespace executioner::runner {
namespace {

bool CheckPath(const Check& check, FailedCheck* failed) {
  struct stat status = {};
  if (stat(check.path, &status) != 0) {
    failed->message.Add(strerror(errno));
    return false;
  }
  if (check.type == CheckType::kDirectoryExists) {
    if (!S_ISDIR(status.st_mode)) {
      failed->message.Add("not a directory");
      return false;
    }
    return true;
  }
  if (!S_ISREG(status.st_mode)) {
    failed->message.Add("not a regular file");
    return false;
  }
  if (check.type == CheckType::kFileNotEmpty && status.st_size == 0) {
    failed->message.Add("the file is empty");
    return false;
  }
  return true;
}

bool CheckCommand(Check check, Supervisor* supervisor, FailedCheck* failed) {
  const Ended ended = supervisor->Run(check.command.Items(), check.timeout_seconds);
  if (ended.start_error != 0) {
    failed->message.Add("cannot be started: ").Add(strerror(ended.start_error));
    return false;
  }
  if (ended.timed_out) {
    failed->message.Add("ran longer than ").Add(check.timeout_seconds).Add(" s");
    return false;
  }
  if (WIFSIGNALED(ended.status)) {
    failed->message.Add("ended by signal ").Add(int64_t{WTERMSIG(ended.status)});
    return false;
  }
  failed->exit_code = WEXITSTATUS(ended.status);
  if (failed->exit_code != 0) {
    failed->message.Add("ended with exit code ").Add(failed->exit_code);
  }
  return failed->exit_code == 0;
}

bool RunCheck(const Check& check, Supervisor* supervisor, FailedCheck* failed) {
  switch (check.type) {
    case CheckType::kFileExists:
    case CheckType::kDirectoryExists:
    case CheckType::kFileNotEmpty: return CheckPath(check, failed);
    case CheckType::kFilesMatch:
    case CheckType::kFilesLack: return CheckFiles(check, supervisor, failed);
    case CheckType::kCommand: return CheckCommand(check, supervisor, failed);
  }
  return false;
}

}  // namespace

bool RunChecks(const List<Check>& checks, Supervisor* supervisor, FailedCheck* failed) {
  for (size_t i = 0; i < checks.Size(); ++i) {
    if (supervisor->StopSignal() != 0) {
      return true;
    }
    *failed = {};
    if (!RunCheck(checks[i], supervisor, failed) && supervisor->StopSignal() == 0) {
      failed->check = &checks[i];
      failed->index = static_cast<int64_t>(i);
      return false;
    }
  }
  *failed = {};
  return true;
}

}  // namespace executioner::runner
