#include "runner/read_results.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/result_type.h"

namespace executioner::runner {
namespace {

/// Largest results file that is read; a name may be written more than once, so it may exceed
/// kResultsBytes.
constexpr size_t kLargestResultsFile = size_t{64} * 1024;

/// Calls `act(folder's descriptor, entry's name)` for each entry, until it returns false.
template <typename Act>
void ForEachEntry(const char* folder, Act act) {
  DIR* entries = opendir(folder);
  if (entries == nullptr) {
    return;
  }
  const dirent* entry = nullptr;
  while ((entry = readdir(entries)) != nullptr) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
        !act(dirfd(entries), entry->d_name)) {
      break;
    }
  }
  closedir(entries);
}

void Empty(const char* folder) {
  ForEachEntry(folder, [](int descriptor, const char* name) {
    if (unlinkat(descriptor, name, 0) != 0) {
      unlinkat(descriptor, name, AT_REMOVEDIR);
    }
    return true;
  });
}

/// Creates a folder in the first writable place. /dev/shm is writable even if the root file system
/// is read-only.
bool MakeTemporaryFolder(Text* folder) {
  const char* places[] = {getenv("TMPDIR"), "/tmp", "/dev/shm"};
  for (const char* place : places) {
    Text path;
    if (place != nullptr && place[0] == '/' &&
        mkdtemp(path.Add(place).Add("/executioner-XXXXXX").Edit()) != nullptr) {
      *folder = path;
      return true;
    }
  }
  return false;
}

/// Whether results are declared that the job writes to the results file or its folder.
bool NeedsPlace(const Spec& spec) {
  for (const ResultDeclaration& result : spec.results) {
    if (result.source == ResultSource::kResultsFile) {
      return true;
    }
  }
  return false;
}

Bytes WithoutNewline(Bytes value) {
  if (value.size > 0 && value.begin[value.size - 1] == '\n') {
    --value.size;
  }
  return value;
}

/// The results that the job wrote, compared with the declared ones.
class ResultsReader {
 public:
  ResultsReader(const Spec& spec, Text* error) : spec_(spec), error_(error) {
    for (size_t i = 0; i < spec.results.Size(); ++i) {
      values_.Add({});
    }
  }

  bool ReadFile(const char* path) {
    Text content;
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
      return errno == ENOENT || FailWith("the results file cannot be read: ", strerror(errno));
    }
    const bool read = ReadAll(file, kLargestResultsFile, "the results file", &content);
    close(file);
    return read && ReadLines(content.String());
  }

  bool ReadFolder(const char* path) {
    bool good = true;
    ForEachEntry(path, [this, &good](int folder, const char* name) {
      good = ReadEntry(folder, name);
      return good;
    });
    return good;
  }

  /// Takes the values of results that declare a source: the job's stdout, or a file.
  bool ReadSources(const Capture& capture) {
    for (size_t i = 0; i < values_.Size(); ++i) {
      const ResultDeclaration& declared = spec_.results[i];
      if ((declared.source == ResultSource::kStdout && !TakeStdout(capture, i)) ||
          (declared.source == ResultSource::kFile &&
           !ReadValue(AT_FDCWD, declared.file, declared.name, &values_[i]))) {
        return false;
      }
    }
    return true;
  }

  bool Take(List<Result>* results) {
    size_t size = 0;
    Text json;
    for (size_t i = 0; i < values_.Size(); ++i) {
      const ResultDeclaration& declared = spec_.results[i];
      if (values_[i].begin == nullptr) {
        continue;
      }
      if (const char* complaint = ComplaintAbout(declared.type, values_[i])) {
        error_->Add("result '").Add(declared.name).Add("' ").Add(complaint);
        return false;
      }
      size += strlen(declared.name) + values_[i].size;
      json.Add(",\"").Add(declared.name).Add("\":\"").AddJson(values_[i], SIZE_MAX).Add("\"");
      results->Add({declared.name, values_[i]});
    }
    return SizesFit(size, json.Size());
  }

 private:
  bool FailWith(const char* message, const char* detail) {
    error_->Add(message).Add(detail);
    return false;
  }

  bool FailWithSize(const char* name, int64_t size, int64_t limit) {
    error_->Add(name).Add(" takes ").Add(size).Add(" bytes, more than ").Add(limit);
    return false;
  }

  bool TakeStdout(const Capture& capture, size_t index) {
    const Bytes value = WithoutNewline(capture.Kept());
    if (capture.Total() > static_cast<int64_t>(capture.Kept().size) || value.size > kResultsBytes) {
      Text subject;
      subject.Add("result '").Add(spec_.results[index].name).Add("' (stdout)");
      return FailWithSize(subject.String(), capture.Total(), kResultsBytes);
    }
    values_[index] = value;
    return true;
  }

  bool ReadAll(int file, size_t limit, const char* name, Text* content) {
    struct stat status = {};
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
      return FailWith(name, " is not a regular file");
    }
    char buffer[4096];
    ssize_t size = 0;
    while ((size = read(file, buffer, sizeof(buffer))) > 0) {
      content->Add({buffer, static_cast<size_t>(size)});
      if (content->Size() > limit + 1) {  // a last newline does not count
        const auto read_so_far = static_cast<int64_t>(content->Size());
        // The file may have grown since, or be one whose size the kernel does not tell.
        return FailWithSize(name, status.st_size < read_so_far ? read_so_far : status.st_size,
                            static_cast<int64_t>(limit));
      }
    }
    return size == 0 || FailWith(name, " cannot be read");
  }

  bool ReadLines(const char* content) {
    const char* at = content;
    for (int64_t number = 1; *at != '\0'; ++number) {
      const size_t length = strcspn(at, "\n");
      if (length > 0 && !ReadLine({at, length}, number)) {
        return false;
      }
      at += length + (at[length] == '\n' ? 1 : 0);
    }
    return true;
  }

  bool ReadLine(Bytes line, int64_t number) {
    const void* equals = memchr(line.begin, '=', line.size);
    if (equals == nullptr) {
      error_->Add("line ")
          .Add(number)
          .Add(" of the results file is not NAME=VALUE: ")
          .Add({line.begin, strnlen(line.begin, line.size < 60 ? line.size : 60)});
      return false;
    }
    const auto name_size = static_cast<size_t>(static_cast<const char*>(equals) - line.begin);
    return Set({line.begin, name_size}, {line.begin + name_size + 1, line.size - name_size - 1});
  }

  /// Reads the file of one result. A file that does not exist leaves the result unwritten.
  bool ReadValue(int folder, const char* path, const char* name, Bytes* value) {
    const int file = openat(folder, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) {
      return true;
    }
    Text subject;
    subject.Add("result '").Add(name).Add("'");
    if (folder == AT_FDCWD) {
      subject.Add(" (").Add(path).Add(")");
    }
    if (file < 0) {
      return FailWith(subject.String(), " cannot be read");
    }
    Text content;
    const bool read = ReadAll(file, kResultsBytes, subject.String(), &content);
    close(file);
    content.String();  // an empty value has an address too
    *value = WithoutNewline(content.All());
    return read;
  }

  bool ReadEntry(int folder, const char* name) {
    Bytes value;
    return ReadValue(folder, name, name, &value) && Set(BytesOf(name), value);
  }

  bool Set(Bytes name, Bytes value) {
    bool known = false;
    for (size_t i = 0; i < spec_.results.Size(); ++i) {
      const Bytes declared = BytesOf(spec_.results[i].name);
      if (declared.size == name.size && memcmp(declared.begin, name.begin, name.size) == 0) {
        if (spec_.results[i].source != ResultSource::kResultsFile) {
          known = true;
          break;
        }
        values_[i] = value;
        return true;
      }
    }
    error_->Add("result '")
        .Add({name.begin, name.size < 100 ? name.size : 100})
        .Add(known ? "' has another source (from)" : "' is not declared");
    return false;
  }

  bool SizesFit(size_t size, size_t json_size) {
    if (size > kResultsBytes) {
      error_->Add("names and values of the results take ")
          .Add(static_cast<int64_t>(size))
          .Add(" bytes, more than ")
          .Add(int64_t{kResultsBytes});
      return false;
    }
    const int64_t room = spec_.message_bytes - kReservedMessageBytes;
    if (static_cast<int64_t>(json_size) > room && json_size > 0) {
      error_->Add("the results take ")
          .Add(static_cast<int64_t>(json_size))
          .Add(
              " bytes as JSON, more than this container's share of the pod's termination messages "
              "leaves: ")
          .Add(room < 0 ? 0 : room);
      return false;
    }
    return true;
  }

  const Spec& spec_;
  Text* error_;
  List<Bytes> values_;  ///< one for each declared result; without address: not written
};

}  // namespace

bool ResultsPlace::Prepare(const Spec& spec, Text* error) {
  const char* given = getenv(kResultsVariable);
  if (given != nullptr && given[0] != '\0') {
    file_.Add(given);
  } else if (!NeedsPlace(spec)) {
    return true;
  } else if (MakeTemporaryFolder(&temporary_)) {
    file_.Add(temporary_.All()).Add("/results");
    setenv(kResultsVariable, file_.String(), 1);
  } else {
    error
        ->Add(
            "no place for results: $TMPDIR, /tmp and /dev/shm are not writable; mount an "
            "emptyDir and set ")
        .Add(kResultsVariable);
    return false;
  }
  folder_.Add(file_.All()).Add(kResultsFolderSuffix);
  const int file =
      open(file_.String(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0666);
  const bool made = file >= 0 && (mkdir(folder_.String(), 0777) == 0 || errno == EEXIST);
  const int reason = errno;
  if (file >= 0) {
    close(file);
  }
  if (!made && NeedsPlace(spec)) {
    error->Add(kResultsVariable)
        .Add(": cannot create ")
        .Add(file_.All())
        .Add(": ")
        .Add(strerror(reason));
    return false;
  }
  Empty(folder_.String());
  return true;
}

bool ResultsPlace::Read(const Spec& spec, const Capture& capture, List<Result>* results,
                        Text* error) {
  ResultsReader reader(spec, error);
  List<Result> written;
  const bool placed = file_.Size() > 0;
  if ((placed && (!reader.ReadFile(file_.String()) || !reader.ReadFolder(folder_.String()))) ||
      !reader.ReadSources(capture) || !reader.Take(&written)) {
    return false;
  }
  *results = written;
  return true;
}

void ResultsPlace::Remove() {
  if (temporary_.Size() == 0) {
    return;
  }
  Empty(folder_.String());
  rmdir(folder_.String());
  unlink(file_.String());
  rmdir(temporary_.String());
}

}  // namespace executioner::runner
