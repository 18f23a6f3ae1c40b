#include "runner/out_of_memory.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runner/read_integer.h"
#include "runner/text.h"

namespace executioner::runner {
namespace {

constexpr size_t kLargestFile = 4096;

/// Reads the beginning of a small kernel file as a C string; "" if it cannot be read.
void ReadSmall(const char* path, char* buffer) {
  buffer[0] = '\0';
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  const ssize_t size = read(file, buffer, kLargestFile - 1);
  buffer[size < 0 ? 0 : size] = '\0';
  close(file);
}

/// Finds the path of our cgroup: the rest of the line in /proc/self/cgroup that contains `marker`.
Bytes FindGroup(const char* groups, const char* marker) {
  const char* found = strstr(groups, marker);
  if (found == nullptr) {
    return {};
  }
  found += strlen(marker);
  return {found, strcspn(found, "\n")};
}

/// Reads `oom_kill N` from `mount` + `group` + `file`, or from `mount` + `file` if the container
/// sees only its own group.
int64_t ReadCount(const char* mount, Bytes group, const char* file) {
  char content[kLargestFile];
  Text path;
  ReadSmall(path.Add(mount).Add(group).Add(file).String(), content);
  if (content[0] == '\0') {
    Text root;
    ReadSmall(root.Add(mount).Add(file).String(), content);
  }
  const char* count = strstr(content, "oom_kill ");
  int64_t number = 0;
  const bool has_number =
      count != nullptr && ReadInteger(count + strlen("oom_kill "), &number) != nullptr;
  return has_number ? number : 0;
}

}  // namespace

int64_t CountOutOfMemoryKills() {
  char groups[kLargestFile];
  ReadSmall("/proc/self/cgroup", groups);
  const Bytes first_version = FindGroup(groups, ":memory:");
  if (first_version.size > 0) {
    return ReadCount("/sys/fs/cgroup/memory", first_version, "/memory.oom_control");
  }
  return ReadCount("/sys/fs/cgroup", FindGroup(groups, "0::"), "/memory.events");
}

}  // namespace executioner::runner
