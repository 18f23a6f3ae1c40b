/// \file
/// `executioner worker`: runs jobs of runs that were begun with --queue.
#include <csignal>
#include <cstdio>
#include <map>

#include "controller/cli/command.h"
#include "controller/cli/print_text.h"
#include "controller/runs/run_worker.h"

namespace executioner::cli {
namespace {

struct WorkerFlags {
  int concurrency = 1;
  int lease_seconds = 30;
  int grace_seconds = 30;
  bool once = false;
  bool drain = false;
};

int Work(const Context& context, const WorkerFlags& flags) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that leaves does not end the jobs
  runs::RunWorker(context,
                  {.concurrency = flags.concurrency,
                   .lease = std::chrono::seconds{flags.lease_seconds},
                   .grace = std::chrono::seconds{flags.grace_seconds},
                   .once = flags.once,
                   .drain = flags.drain},
                  [&context](const std::string& text) {
                    if (!context.quiet) {
                      PrintMessage(stderr, "worker: " + text);
                    }
                  });
  return kSucceeded;
}

}  // namespace

void AddWorkerCommand(CLI::App& app, Context& context) {
  auto [command, flags] =
      AddCommand(app, context, "worker", "Run jobs of runs that were started with --queue", Work);
  // "90" and "90s" are the same; the flag's name says no unit.
  const CLI::AsNumberWithUnit seconds(std::map<std::string, int>{{"s", 1}, {"m", 60}, {"h", 3600}},
                                      CLI::AsNumberWithUnit::UNIT_OPTIONAL, "TIME");
  command
      ->add_option("--queue", context.queue,
                   "sqlite:PATH, postgres://HOST/DB, redis://HOST[:PORT][/DB] or unix:PATH")
      ->required();
  command->add_option("--concurrency", flags->concurrency, "Number of jobs to run at once")
      ->capture_default_str()
      ->check(CLI::Range(1, 10000));
  command
      ->add_option(
          "--lease", flags->lease_seconds,
          "How long a silent worker keeps a job before it is considered dead. Default: 30s")
      ->transform(seconds)
      ->check(CLI::Range(1, 86400));
  command
      ->add_option(
          "--grace", flags->grace_seconds,
          "How long running jobs may continue after TERM or Ctrl-C before they are stopped. "
          "Default: 30s")
      ->transform(seconds)
      ->check(CLI::Range(0, 86400));
  command->add_flag("--once", flags->once, "Exit after one job");
  command->add_flag("--drain", flags->drain,
                    "Exit when the queue is empty and every run that uses workers has ended");
  command->footer(
      "The worker must use the history of the run: the same state directory, or the same "
      "--history\n"
      "on another machine. After TERM or Ctrl-C it takes no more jobs, and exits when its jobs "
      "have\n"
      "ended; a second signal kills them. Exit code: 0 stopped, 2 wrong usage, 5 the queue or the\n"
      "history cannot be reached.\n\n"
      "  executioner worker --queue sqlite:/var/lib/executioner/queue.db --concurrency 4\n"
      "  executioner worker --queue redis://queue.example.org/1 --lease 2m\n"
      "  executioner --history postgres://db.example.org/runs worker \\\n"
      "    --queue postgres://db.example.org/queue\n");
}

}  // namespace executioner::cli
