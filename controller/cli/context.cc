#include "controller/cli/context.h"

#include <cstdio>

#include "controller/base/error.h"
#include "controller/base/url_secrets.h"
#include "controller/cli/print_text.h"
#include "controller/runs/find_run.h"
#include "controller/runs/local_runs.h"

namespace executioner::cli {
namespace {

int Complain(const char* what, int code) {
  // What was printed before the error comes before it, also if both streams are one file.
  std::fflush(stdout);
  PrintMessage(stderr, std::string("executioner: ") + what);
  return code;
}

}  // namespace

std::unique_ptr<runs::RunService> OpenRuns(const Context& context) {
  auto runs = std::make_unique<runs::LocalRuns>(context, [&context](std::int64_t run) {
    const std::string number = std::to_string(run);
    PrintMessage(stderr, "executioner: run " + number +
                             " was interrupted: its process died; 'executioner resume " + number +
                             HistoryFlag(context) + "' continues it");
  });
  if (context.log_level == LogLevel::kDebug) {
    PrintMessage(stderr, "executioner: runs are kept in " + runs->Place());
  }
  runs->Recover();
  return runs;
}

std::string HistoryFlag(const Context& context) {
  if (context.history.empty()) {
    return "";
  }
  // Hints are copied into tickets and shell histories.
  const bool has_password = !base::PasswordsOf(context.history).empty();
  return " --history " +
         (has_password ? base::WithoutCredentials(context.history) : context.history);
}

int Guard(const std::function<int()>& command) {
  try {
    return command();
  } catch (const runs::NotFoundError& error) {
    return Complain(error.what(), kNotFound);
  } catch (const base::ConfigurationError& error) {
    return Complain(error.what(), kUsage);
  } catch (const base::DependencyError& error) {
    return Complain(error.what(), kInvalidManifest);
  } catch (const base::ExecutionerError& error) {
    return Complain(error.what(), kBackendUnreachable);
  }
}

}  // namespace executioner::cli
