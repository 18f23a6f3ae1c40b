/// \file
/// Errors are caught only where they end or are translated.
#include <map>
#include <regex>
#include <string>

#include <gtest/gtest.h>

#include "tests/rules/tree.h"

namespace executioner::rules {
namespace {

/// The files that may catch an error, and why. Everywhere else it passes through.
const std::map<std::string, std::string>& MayCatch() {
  static const std::map<std::string, std::string> kReasons{
      // The last handlers.
      {"controller/reconcile/worker.cc", "logs it and puts the key back: no error loses a key"},
      {"controller/reconcile/controller.cc", "a leader that cannot catch up ends its process"},
      {"controller/main/main.cc", "the last handler of every command"},
      {"controller/main/controller_command.cc", "logs it and ends with an exit code"},
      {"controller/cli/context.cc", "errors of commands become messages and exit codes"},
      // Cleaning up, then passing it on.
      {"controller/reconcile/reconciler.cc", "forgets the run before the worker takes the error"},
      {"controller/legacy/cli/convert_command.cc", "removes the file that is half written"},
      // Errors of libraries become ours.
      {"controller/kube/cpprest_transport.cc", "cpprestsdk"},
      {"controller/kube/kubeconfig.cc", "yaml-cpp"},
      {"controller/manifest/yaml_reader.cc", "yaml-cpp"},
      {"controller/main/yaml_config.cc", "yaml-cpp, CLI11"},
      {"controller/cli/commands.cc", "CLI11"},
      {"controller/legacy/cli/flags.cc", "CLI11"},
      {"controller/adapters/metrics/health_server.cc", "civetweb"},
      {"controller/adapters/queue/open_queue.cc", "StoreError of a queue in a database"},
      {"controller/adapters/queue/sql_queue.cc", "StoreError of a queue in a database"},
      // Errors get the place that they are about.
      {"controller/kube/exec_plugin.cc", "names the plugin"},
      {"controller/kube/reloading_credentials.cc", "names the file; a reload keeps the last ones"},
      {"controller/cli/load_manifest.cc", "shows the place in the manifest"},
      // Errors become outcomes.
      {"controller/adapters/pods/pod_job_runner.cc", "a pod that cannot be built is a complaint"},
      {"controller/adapters/local/process_job_runner.cc", "an attempt that cannot start has ended"},
      // An outage is waited out.
      {"controller/standalone/local_run.cc", "a run waits for its history"},
      {"controller/standalone/worker.cc", "a worker waits for its history and its queue"},
      {"controller/adapters/queue/queue_job_runner.cc", "a run waits for its queue"},
      // What failed was optional.
      {"controller/kube/reflector.h", "an object that cannot be read is skipped"},
      {"controller/adapters/pods/event_notifier.cc", "an event is a hint: the status has it all"},
      {"controller/adapters/store/database.cc", "without a connection the rollback is done"},
      {"controller/legacy/cli/end_mail.cc", "a mail that cannot be sent changes no run"},
      {"controller/legacy/config/read_config.cc", "asks another reader for the place only"},
      {"controller/cli/resume_command.cc", "compares with a manifest that may be invalid by now"},
      {"controller/standalone/begin_run.cc", "a recorded manifest may be invalid by now"},
      {"controller/cli/completion.cc", "what cannot be read offers no words"},
      {"controller/runs/follow_run.cc", "a recorded manifest may be invalid by now"},
  };
  return kReasons;
}

TEST(Errors, AreCaughtOnlyWhereTheyEndOrAreTranslated) {
  static const std::regex kCatch(R"(\bcatch \((?!\.\.\.))");
  for (const char* top : {"controller", "runner"}) {
    for (const std::string& file : Sources(top)) {
      const bool catches = std::regex_search(Read(Root() / file), kCatch);
      EXPECT_TRUE(!catches || MayCatch().contains(file))
          << file << " catches: let the error pass, or list the file here with the reason";
      EXPECT_TRUE(catches || !MayCatch().contains(file)) << file << " no longer catches";
    }
  }
}

}  // namespace
}  // namespace executioner::rules
