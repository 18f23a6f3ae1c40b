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

  bool ReadAll(int file, size_t limit, const char* name, Text* content) {
    struct stat status = {};
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
      return FailWith(name, " is not a regular file");
    }
    char buffer[4096];
    ssize_t size = 0;
    while ((size = read(file, buffer, sizeof(buffer))) > 0) {
      content->Add({buffer, static_cast<size_t>(size)});
      if (content->Size() > limit) {
        error_->Add(name).Add(" is larger than ").Add(static_cast<int64_t>(limit)).Add(" bytes");
        return false;
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

  bool ReadEntry(int folder, const char* name) {
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    Text subject;
    subject.Add("result '").Add(name).Add("'");
    if (file < 0) {
      return FailWith(subject.String(), " cannot be read");
    }
    Text content;
    const bool read = ReadAll(file, kResultsBytes + 1, subject.String(), &content);
    close(file);
    if (!read) {
      return false;
    }
    content.String();  // an empty value has an address too
    Bytes value = content.All();
    if (value.size > 0 && value.begin[value.size - 1] == '\n') {
      --value.size;
    }
    return Set(BytesOf(name), value);
  }

  bool Set(Bytes name, Bytes value) {
    for (size_t i = 0; i < spec_.results.Size(); ++i) {
      const Bytes declared = BytesOf(spec_.results[i].name);
      if (declared.size == name.size && memcmp(declared.begin, name.begin, name.size) == 0) {
        values_[i] = value;
        return true;
      }
    }
    error_->Add("result '")
        .Add({name.begin, name.size < 100 ? name.size : 100})
        .Add("' is not declared");
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
  } else if (spec.results.Size() == 0) {
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
  if (!made && spec.results.Size() > 0) {
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

bool ResultsPlace::Read(const Spec& spec, List<Result>* results, Text* error) {
  if (file_.Size() == 0) {
    return true;
  }
  ResultsReader reader(spec, error);
  List<Result> written;
  if (!reader.ReadFile(file_.String()) || !reader.ReadFolder(folder_.String()) ||
      !reader.Take(&written)) {
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
