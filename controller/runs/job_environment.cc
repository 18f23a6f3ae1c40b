#include "controller/runs/job_environment.h"

#include "controller/base/url_secrets.h"
#include "controller/standalone/state.h"

namespace executioner::runs {

namespace {

constexpr const char* kHistory = "EXECUTIONER_HISTORY";

bool IsPostgres(const std::string& url) {
  return url.starts_with("postgres:") || url.starts_with("postgresql:");
}

}  // namespace

domain::Environment RunJobEnvironment(const domain::Environment& own) {
  domain::Environment environment = own;
  // An address without a password is kept: jobs may call executioner themselves.
  if (!base::PasswordsOf(standalone::Variable(own, kHistory)).empty()) {
    environment.erase(kHistory);
  }
  return environment;
}

domain::Environment WorkerJobEnvironment(const domain::Environment& own, const std::string& history,
                                         const std::string& queue) {
  domain::Environment environment = RunJobEnvironment(own);
  const bool shared = IsPostgres(history.empty() ? standalone::Variable(own, kHistory) : history);
  if (shared || IsPostgres(queue)) {
    // Only if the worker needs them itself: a job may use a database of its own.
    environment.erase("PGPASSWORD");
    environment.erase("PGPASSFILE");
  }
  if (queue.starts_with("redis:") || queue.starts_with("unix:")) {
    environment.erase("REDISCLI_AUTH");
  }
  return environment;
}

}  // namespace executioner::runs
