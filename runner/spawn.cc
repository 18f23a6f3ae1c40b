#include "runner/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

#include "runner/find_program.h"

// POSIX requires the program to declare it.
extern char**
    environ;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables,readability-redundant-declaration)

namespace executioner::runner {

int Spawn(char* const* argv, int output, int error, const sigset_t& mask, pid_t* process) {
  Text program;
  if (const int missing = FindProgram(argv[0], getenv("PATH"), &program); missing != 0) {
    return missing;
  }
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (output >= 0) {
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  }
  if (error >= 0) {
    posix_spawn_file_actions_adddup2(&files, error, STDERR_FILENO);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A new process group alone would make the job a background job of our terminal, if there is one,
  // and the kernel stops such a process when it reads from the terminal.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setsigmask(&attributes, &mask);
  const int result = posix_spawn(process, program.String(), &files, &attributes, argv, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return result;
}

}  // namespace executioner::runner
