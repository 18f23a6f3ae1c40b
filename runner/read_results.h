/// \file
/// The results of a job: its stdout, files that it names, a file to which it appends lines
/// `NAME=VALUE`, and beside that a folder with one file per multi-line value. Not thread-safe.
#pragma once

#include "runner/capture.h"
#include "runner/outcome.h"
#include "runner/spec.h"
#include "runner/text.h"

namespace executioner::runner {

/// The place where a job writes its results. It exists from before the start of the job until after
/// the last check.
class ResultsPlace {
 public:
  /// Creates an empty results file and folder: at EXECUTIONER_RESULTS if it is set, otherwise in a
  /// new temporary folder, and sets the variable to it. Does nothing if the variable is not set and
  /// no results without a source are declared.
  ///
  /// \param error  set to the reason if false is returned
  bool Prepare(const Spec& spec, Text* error);

  /// Reads what the job wrote.
  ///
  /// \param capture  the job's stdout
  /// \param results  the valid results are appended to it, each name once
  /// \param error    set to what is wrong, with the name of the result, if false is returned
  bool Read(const Spec& spec, const Capture& capture, List<Result>* results, Text* error);

  /// Removes the temporary folder if Prepare created one.
  void Remove();

 private:
  Text file_;
  Text folder_;
  Text temporary_;
};

}  // namespace executioner::runner
