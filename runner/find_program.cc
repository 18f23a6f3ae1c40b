#include "runner/find_program.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace executioner::runner {
namespace {

constexpr const char* kUsualFolders = "/usr/local/bin:/usr/bin:/bin";

bool IsFile(const char* path) {
  struct stat status = {};
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

int FindProgram(const char* name, const char* path, Text* found) {
  if (strchr(name, '/') != nullptr) {
    found->Add(name);
    return 0;
  }
  int error = ENOENT;
  const char* folder = path != nullptr ? path : kUsualFolders;
  while (*name != '\0' && *folder != '\0') {
    const size_t size = strcspn(folder, ":");
    if (*folder == '/') {
      Text candidate;
      candidate.Add(Bytes{folder, size}).Add("/").Add(name);
      if (IsFile(candidate.String())) {
        if (access(candidate.String(), X_OK) == 0) {
          found->Add(candidate.All());
          return 0;
        }
        error = EACCES;
      }
    }
    folder += size + (folder[size] == ':' ? 1 : 0);
  }
  return error;
}

}  // namespace executioner::runner
