#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runner/complain.h"
#include "runner/contract/exit_codes.h"
#include "runner/install.h"
#include "runner/run_attempt.h"
#include "runner/text.h"

namespace executioner::runner {
namespace {

constexpr const char* kHelp =
    "executioner-runner: runs one attempt of a job as the first process of its container.\n"
    "\n"
    "  executioner-runner              run the job in $EXECUTIONER_SPEC and write the last words\n"
    "                                  to $EXECUTIONER_RESULT_PATH (default: "
    "/dev/termination-log)\n"
    "  executioner-runner install DIR  copy this program to DIR/runner\n"
    "  executioner-runner version      print the version\n"
    "\n"
    "Exit codes: the command's own; 128+n signal n; 124 timed out; 120 pre-check failed; 121 "
    "post-check\n"
    "failed; 122 invalid results; 125 runner failed; 126 not executable; 127 not found; 64 bad "
    "input.\n";

int Print(const char* text) {
  return write(STDOUT_FILENO, text, strlen(text)) < 0 ? kExitRunnerFailed : 0;
}

/// Opens closed standard descriptors, so that our pipes do not get their numbers.
bool OpenStandardDescriptors() {
  int opened = 0;
  do {
    opened = open("/dev/null", O_RDWR | O_CLOEXEC);
  } while (opened >= 0 && opened <= STDERR_FILENO);
  return opened >= 0 && close(opened) == 0;
}

bool IsOneOf(const char* argument, const char* word, const char* option) {
  return strcmp(argument, word) == 0 || strcmp(argument, option) == 0;
}

int Main(int count, char** arguments) {
  if (!OpenStandardDescriptors()) {
    Complain("cannot open /dev/null");
    return kExitRunnerFailed;
  }
  if (count <= 1) {
    return RunAttempt();
  }
  if (count == 2 && IsOneOf(arguments[1], "help", "--help")) {
    return Print(kHelp);
  }
  if (count == 2 && IsOneOf(arguments[1], "version", "--version")) {
    return Print("executioner-runner " EXECUTIONER_VERSION "\n");
  }
  if (count == 3 && strcmp(arguments[1], "install") == 0) {
    return Install(arguments[2]);
  }
  Text message;
  message.Add("unknown arguments, beginning with '").Add(arguments[1]).Add("'; see --help");
  Complain(message.String());
  return kExitBadInput;
}

}  // namespace
}  // namespace executioner::runner

int main(int argc, char** argv) {
  return executioner::runner::Main(argc, argv);
}
