/// \file
/// The results of a job: the file it appends `NAME=VALUE` lines to, and the folder beside it with
/// one file per multi-line value. Not thread-safe.
#pragma once

#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// Where a job leaves its results, from before its start until after the last check.
class ResultsPlace {
 public:
  /// Makes an empty results file and folder: at EXECUTIONER_RESULTS when that is set, else in a new
  /// temporary folder, to which the variable is then set. Does nothing when it is not set and
  /// nothing is declared.
  ///
  /// \param error  gets the reason when false is returned
  bool Prepare(const Spec& spec, Text* error);

  /// Reads what the job wrote.
  ///
  /// \param results  gets the valid results, each name once
  /// \param error    gets what is wrong, naming the result, when false is returned
  bool Read(const Spec& spec, List<Result>* results, Text* error);

  /// Removes the temporary folder, if Prepare made one.
  void Remove();

 private:
  Text file_;
  Text folder_;
  Text temporary_;
};

}  // namespace executioner::runner
