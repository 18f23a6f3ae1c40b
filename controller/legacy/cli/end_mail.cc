#include "controller/legacy/cli/end_mail.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "controller/adapters/local/run_folder.h"
#include "controller/adapters/mail/compose.h"
#include "controller/base/error.h"
#include "controller/cli/print_text.h"
#include "controller/legacy/cli/log_links.h"

namespace executioner::legacy {
namespace {

using domain::JobPhase;

bool Succeeded(const history::RunRecord& record) {
  return record.summary.phase == domain::RunPhase::kSucceeded;
}

bool IsWanted(const Work& work, const history::RunRecord& record) {
  const Mail& keys = work.config.mail;
  return !work.mail.recipients.empty() && (Succeeded(record) ? keys.on_success : keys.on_failure);
}

/// Logs of jobs that failed come first: they are the ones that a limit must not cut off.
std::vector<mail::Attachment> LogsOf(const Work& work, const runs::RunService& runs,
                                     const history::RunRecord& record) {
  std::vector<domain::JobStatus> jobs = record.status.jobs;
  std::stable_partition(jobs.begin(), jobs.end(), [](const domain::JobStatus& job) {
    return job.phase == JobPhase::kFailed || job.phase == JobPhase::kCancelled;
  });
  std::vector<mail::Attachment> logs;
  for (const domain::JobStatus& job : jobs) {
    const std::string path = runs.LogOf(record, {.job = job.name, .attempt = job.attempts});
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) {
      continue;  // it never started
    }
    // The end of a log says why its job failed.
    std::string end = local::TailOf(path, mail::Limits().each);
    const std::uint64_t before = size > end.size() ? size - end.size() : 0;
    logs.push_back({.name = LogName(work, IdOfName(work.checked.spec, job.name), record.summary.id),
                    .content = std::move(end),
                    .left_out = before});
  }
  return logs;
}

mail::Message MessageOf(const cli::Context& context, const Work& work,
                        const history::RunRecord& record, const std::string& summary) {
  const std::string number = std::to_string(record.summary.id);
  return {.from = work.mail.from,
          .to = work.mail.recipients,
          .subject = "[" + work.converted.application + "] Run #" + number +
                     (Succeeded(record) ? " SUCCESS" : " FAILURE"),
          .body = summary,
          .attachments = {{.name = SummaryName(work, record.summary.id), .content = summary}},
          .date = context.clock->Now(),
          // The same for a mail that is sent twice, so that mail programs show it once.
          .id = "run-" + number + "-" + std::to_string(record.summary.attempt)};
}

}  // namespace

void MailTheEnd(const cli::Context& context, const Work& work, const runs::RunService& runs,
                const history::RunRecord& record, const std::string& summary) {
  // Before the logs are read: most runs send no mail.
  if (!IsWanted(work, record)) {
    return;
  }
  mail::Message message = MessageOf(context, work, record, summary);
  for (mail::Attachment& log : LogsOf(work, runs, record)) {
    message.attachments.push_back(std::move(log));
  }
  mail::Envelope envelope{.from = message.from.address};
  for (const mail::Address& recipient : message.to) {
    envelope.to.push_back(recipient.address);
  }
  try {
    for (const mail::Refusal& refusal :
         mail::Send(work.mail.server, envelope, mail::Compose(message))) {
      cli::PrintMessage(stderr,
                        "warning: " + refusal.recipient + " got no mail: " + refusal.answer);
    }
    // The outcome of the run is what counts: scripts look at the exit code.
  } catch (const base::ExecutionerError& error) {
    cli::PrintMessage(stderr, std::string("warning: no mail was sent: ") + error.what());
  }
}

}  // namespace executioner::legacy
