#include "controller/base/spawn.h"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace executioner::base {
namespace {

/// The arguments of posix_spawn, freed at the end of their scope.
struct Rules {
  explicit Rules(short group) {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // Threads of this process block and ignore signals; a child must not inherit that.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(
        &attributes, static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
  }

  ~Rules() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }

  Rules(const Rules&) = delete;
  Rules& operator=(const Rules&) = delete;

  posix_spawn_file_actions_t actions = {};
  posix_spawnattr_t attributes = {};
};

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));  // posix_spawn does not write to it
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

int Spawn(const ProgramStart& start, pid_t& child) {
  Rules rules(start.group);
  posix_spawn_file_actions_addopen(&rules.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&rules.actions, start.output, STDOUT_FILENO);
  if (start.joins_errors) {
    posix_spawn_file_actions_adddup2(&rules.actions, start.output, STDERR_FILENO);
  }
  // Libraries open sockets without close-on-exec, and our caller may have left files open.
  posix_spawn_file_actions_addclosefrom_np(&rules.actions, STDERR_FILENO + 1);
  return posix_spawn(&child, start.program.c_str(), &rules.actions, &rules.attributes,
                     Pointers(start.arguments).data(), Pointers(start.environment).data());
}

// By number: glibc 2.36 declares the function for C only.
Descriptor OpenProcess(pid_t id) {
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, id, 0)));
}

}  // namespace executioner::base
