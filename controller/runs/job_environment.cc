#include "controller/runs/job_environment.h"

#include "controller/base/url_secrets.h"

namespace executioner::runs {

namespace {

bool IsPostgres(const std::string& url) {
  return url.starts_with("postgres:") || url.starts_with("postgresql:");
}

}  // namespace

domain::Environment RunJobEnvironment(const domain::Environment& own) {
  domain::Environment environment = own;
  const auto history = environment.find("EXECUTIONER_HISTORY");
  if (history != environment.end() && !base::PasswordsOf(history->second).empty()) {
    environment.erase(history);
  }
  return environment;
}

domain::Environment WorkerJobEnvironment(const domain::Environment& own, const std::string& history,
                                         const std::string& queue) {
  domain::Environment environment = RunJobEnvironment(own);
  const auto variable = own.find("EXECUTIONER_HISTORY");
  const bool shared =
      history.empty() && variable != own.end() ? IsPostgres(variable->second) : IsPostgres(history);
  if (shared || IsPostgres(queue)) {
    environment.erase("PGPASSWORD");
    environment.erase("PGPASSFILE");
  }
  if (queue.starts_with("redis:") || queue.starts_with("unix:")) {
    environment.erase("REDISCLI_AUTH");
  }
  return environment;
}

}  // namespace executioner::runs
