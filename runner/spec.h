/// \file
/// The specification of an attempt, as values. Strings point into the text from which they were
/// read.
#pragma once

#include <stdint.h>

#include "runner/contract/names.h"
#include "runner/list.h"

namespace executioner::runner {

enum class CheckType {
  kFileExists,
  kDirectoryExists,
  kFileNotEmpty,
  kFilesMatch,
  kFilesLack,
  kCommand
};

/// A condition for the start or for the success of the command. The type determines which members
/// are set.
struct Check {
  CheckType type = CheckType::kFileExists;
  const char* path = nullptr;
  const char* glob = nullptr;
  const char* pattern = nullptr;
  bool require_match = true;
  List<char*> command;  ///< terminated by null
  int64_t timeout_seconds = kDefaultCheckTimeoutSeconds;
};

/// The check's key in EXECUTIONER_SPEC, such as "fileExists".
const char* NameOf(CheckType type);

enum class ResultType { kString, kInteger, kNumber, kBoolean, kList, kObject };

/// Where the value of a result comes from.
enum class ResultSource { kResultsFile, kStdout, kFile };

/// A result that the job may write.
struct ResultDeclaration {
  const char* name = nullptr;
  ResultType type = ResultType::kString;
  ResultSource source = ResultSource::kResultsFile;
  const char* file = nullptr;  ///< path of the file, with kFile
};

/// The result type's name in EXECUTIONER_SPEC, such as "Integer".
const char* NameOf(ResultType type);

/// The content of EXECUTIONER_SPEC, with the defaults of absent keys.
struct Spec {
  List<char*> command;  ///< argv, terminated by null; for a script: the shell, then the text
  const char* working_dir = nullptr;  ///< null: unchanged
  int64_t timeout_seconds = 0;        ///< 0: none
  int64_t grace_seconds = kDefaultGraceSeconds;
  List<Check> pre_checks;
  List<Check> post_checks;
  List<ResultDeclaration> results;
  int64_t tail_bytes = kDefaultTailBytes;
  int64_t message_bytes = kMessageBytes;
  int64_t parent = 0;  ///< a process that the runner must not outlive; 0: none
};

}  // namespace executioner::runner
