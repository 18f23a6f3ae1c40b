#include "runner/install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/complain.h"
#include "runner/contract/exit_codes.h"
#include "runner/contract/names.h"
#include "runner/text.h"

namespace executioner::runner {
namespace {

bool Copy(int from, int to) {
  char buffer[16 * 1024];
  ssize_t size = 0;
  while ((size = read(from, buffer, sizeof(buffer))) > 0) {
    for (ssize_t done = 0; done < size;) {
      const ssize_t written = write(to, buffer + done, static_cast<size_t>(size - done));
      if (written < 0) {
        return false;
      }
      done += written;
    }
  }
  return size == 0;
}

bool CopySelf(const char* path) {
  const int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
  // fchmod, because the umask restricts the mode given to open().
  return from >= 0 && to >= 0 && Copy(from, to) && fchmod(to, 0755) == 0 && close(to) == 0;
}

}  // namespace

int Install(const char* folder) {
  Text target;
  target.Add(folder).Add("/").Add(kBinaryName);
  Text temporary;
  temporary.Add(folder).Add("/.").Add(kBinaryName).Add("-").Add(int64_t{getpid()});
  if (CopySelf(temporary.String()) && rename(temporary.String(), target.String()) == 0) {
    return 0;
  }
  const int reason = errno;
  unlink(temporary.String());
  Text message;
  message.Add("cannot install ").Add(target.All()).Add(": ").Add(strerror(reason));
  Complain(message.String());
  return kExitRunnerFailed;
}

}  // namespace executioner::runner
