#include "runner/check_files.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/expand_glob.h"
#include "runner/line_reader.h"

namespace executioner::runner {
namespace {

/// Number of lines after which to check for a stop request; each check is a system call.
constexpr int kLinesPerQuestion = 4096;

constexpr int kPatternFlags = REG_EXTENDED | REG_NOSUB;

bool FailWith(FailedCheck* failed, const char* message, const char* detail) {
  failed->message.Add(message).Add(detail);
  return false;
}

/// A check with its compiled pattern.
class FileSearch {
 public:
  FileSearch(const Check& check, Supervisor* supervisor, FailedCheck* failed)
      : check_(check), supervisor_(supervisor), failed_(failed) {}

  bool Run() {
    if (regcomp(&pattern_, check_.pattern, kPatternFlags) != 0) {
      return FailWith(failed_, "not enough memory for the pattern", "");
    }
    List<const char*> paths;
    if (const int error = ExpandGlob(check_.glob, &paths)) {
      return FailWith(failed_, "a folder of the glob cannot be read: ", strerror(error));
    }
    size_t looked_at = 0;
    for (const char* path : paths) {
      if (supervisor_->StopSignal() != 0) {
        return true;
      }
      if (!LookAt(path, &looked_at)) {
        return false;
      }
    }
    if (looked_at == 0 && check_.require_match) {
      return FailWith(failed_, "no file matches the glob", "");
    }
    return true;
  }

 private:
  /// Opens without waiting for the writer of a FIFO; only regular files count.
  bool LookAt(const char* path, size_t* looked_at) {
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status = {};
    if (file < 0 || fstat(file, &status) != 0) {
      failed_->file.Add(path);
      return FailWith(failed_, "cannot be read: ", strerror(errno));
    }
    bool passed = true;
    if (S_ISREG(status.st_mode)) {
      ++*looked_at;
      passed = Search(path, file);
    }
    close(file);
    return passed;
  }

  bool Search(const char* path, int file) {
    LineReader lines(file);
    int64_t count = 0;
    for (const char* line = nullptr; (line = lines.Next()) != nullptr;) {
      if (regexec(&pattern_, line, 0, nullptr, 0) == 0) {
        return Found(path, line, lines.Line());
      }
      if (++count % kLinesPerQuestion == 0 && supervisor_->StopSignal() != 0) {
        return true;
      }
    }
    if (lines.Error() != 0) {
      failed_->file.Add(path);
      return FailWith(failed_, "cannot be read: ", strerror(lines.Error()));
    }
    if (check_.type == CheckType::kFilesMatch) {
      failed_->file.Add(path);
      return FailWith(failed_, "no line matches", "");
    }
    return true;
  }

  bool Found(const char* path, const char* line, int64_t number) {
    if (check_.type == CheckType::kFilesMatch) {
      return true;
    }
    failed_->file.Add(path);
    failed_->line = number;
    failed_->message.Add("this line matches: ").Add({line, strnlen(line, 200)});
    return false;
  }

  const Check& check_;
  Supervisor* supervisor_;
  FailedCheck* failed_;
  regex_t pattern_ = {};
};

}  // namespace

bool PatternsAreGood(const List<Check>& checks, const char* list, Text* error) {
  for (size_t i = 0; i < checks.Size(); ++i) {
    const Check& check = checks[i];
    if (check.pattern == nullptr) {
      continue;
    }
    regex_t compiled = {};
    if (regcomp(&compiled, check.pattern, kPatternFlags) != 0) {
      error->Add(list).Add("[").Add(static_cast<int64_t>(i)).Add("].").Add(NameOf(check.type));
      error->Add(".pattern: '").Add(check.pattern);
      error->Add("' is not a POSIX extended regular expression");
      return false;
    }
    regfree(&compiled);
  }
  return true;
}

bool CheckFiles(const Check& check, Supervisor* supervisor, FailedCheck* failed) {
  return FileSearch(check, supervisor, failed).Run();
}

}  // namespace executioner::runner
