/// \file
/// The outcome of an attempt, as values: the content of the last words.
#pragma once

#include <stdint.h>

#include "runner/contract/exit_codes.h"
#include "runner/contract/names.h"
#include "runner/list.h"
#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// The check that failed, and where.
struct FailedCheck {
  const Check* check = nullptr;  ///< null: no check failed
  bool before = false;           ///< it is a pre-check
  int64_t index = 0;             ///< in its list, from 0
  int64_t exit_code = -1;        ///< of a command check that ran
  Text file;                     ///< the file that failed, if it is not the check's path
  int64_t line = 0;              ///< in that file, from 1; 0: none
  Text message;                  ///< what was found
};

/// A result that the job wrote.
struct Result {
  const char* name = nullptr;
  Bytes value;
};

struct Outcome {
  const char* reason = kReasonCompleted;
  int exit_code = kExitCompleted;
  int signal = 0;           ///< the signal that ended the command; 0: none
  bool terminated = false;  ///< the runner itself was asked to stop
  Text message;
  FailedCheck failed_check;
  bool ran = false;  ///< the command ran, and the next two fields are set
  int64_t max_rss_kb = 0;
  int64_t cpu_ms = 0;
  List<Result> results;
};

}  // namespace executioner::runner
