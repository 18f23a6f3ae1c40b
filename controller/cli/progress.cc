#include "controller/cli/progress.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

#include "controller/base/join.h"
#include "controller/cli/live_view.h"
#include "controller/cli/print_text.h"
#include "controller/domain/reopen.h"

namespace executioner::cli {
namespace {

constexpr std::size_t kNamed = 10;                            // jobs in one line
constexpr std::size_t kLongestLine = 64 * std::size_t{1024};  // longer lines are printed in parts

std::string AttemptText(int attempt) {
  return attempt == 1 ? "" : ", attempt " + std::to_string(attempt);
}

const char* ColorOf(domain::RunPhase phase) {
  switch (phase) {
    case domain::RunPhase::kSucceeded: return kGreen;
    case domain::RunPhase::kFailed: return kRed;
    default: return kYellow;
  }
}

const char* WordOf(domain::RunPhase phase) {
  switch (phase) {
    case domain::RunPhase::kSucceeded: return " succeeded";
    case domain::RunPhase::kFailed: return " failed";
    default: return " was cancelled";
  }
}

/// How many jobs ended in which phase; phases without a job are left out, except the first:
/// "11 of 12 succeeded, 1 failed (allowed)".
std::string TotalsText(const domain::Status& status, const runs::RunRemarks& remarks) {
  using domain::JobPhase;
  const auto count = [&](JobPhase phase, bool allowed) {
    return std::ranges::count_if(status.jobs, [&](const domain::JobStatus& job) {
      return job.phase == phase && remarks.may_fail.contains(job.name) == allowed;
    });
  };

  struct Part {
    std::ptrdiff_t jobs;
    const char* words;
  };

  const auto all = [&](JobPhase phase) { return count(phase, false) + count(phase, true); };
  const std::array<Part, 5> parts{{{count(JobPhase::kFailed, false), " failed"},
                                   {count(JobPhase::kFailed, true), " failed (allowed)"},
                                   {all(JobPhase::kCancelled), " cancelled"},
                                   {all(JobPhase::kSkipped), " skipped"},
                                   {all(JobPhase::kBlocked), " blocked"}}};
  std::string text = std::to_string(all(JobPhase::kSucceeded)) + " of " +
                     std::to_string(status.jobs.size()) + " succeeded";
  for (const Part& part : parts) {
    text += part.jobs == 0 ? "" : ", " + std::to_string(part.jobs) + part.words;
  }
  return text;
}

int CodeOf(const standalone::RunEnd& end) {
  if (end.signal != 0) {
    return kSignalBase + end.signal;
  }
  return end.status.phase == domain::RunPhase::kSucceeded ? kSucceeded : kRunFailed;
}

}  // namespace

Progress::Progress(const Context& context)
    : clock_(*context.clock),
      history_flag_(HistoryFlag(context)),
      screen_(context),
      began_(clock_.Steady()) {}

int Progress::Descriptor() const {
  return screen_.IsQuiet() ? -1 : ticker_.Descriptor();
}

void Progress::Read() {
  if (ticker_.Take()) {
    left_ = start_.estimate ? start_.estimate() : std::nullopt;
  }
  Draw();
}

void Progress::Begin(const runs::RunStart& start) {
  const std::size_t jobs = start.jobs;
  const bool limited = start.at_once > 0 && static_cast<std::size_t>(start.at_once) < jobs;
  screen_.Say(kPlain,
              "run " + std::to_string(start.run) + ": " + start.name + ", " +
                  base::Counted(jobs, "job") +
                  (limited ? ", at most " + std::to_string(start.at_once) + " at once" : ""));
  start_ = start;
  if (screen_.IsLive()) {
    left_ = start_.estimate ? start_.estimate() : std::nullopt;
  }
}

void Progress::Attempt(const history::AttemptRecord& attempt) {
  if (screen_.IsQuiet()) {
    return;
  }
  const runs::LogLabel label{.job = attempt.job, .attempt = attempt.attempt};
  if (!attempt.ending) {
    screen_.Say(kPlain, attempt.job + " started" + AttemptText(attempt.attempt));
    active_[label].attempt = attempt;
  } else {
    const auto found = active_.find(label);
    if (found != active_.end()) {
      if (!found->second.unfinished.empty()) {
        screen_.Write(attempt.job, found->second.unfinished);
      }
      active_.erase(found);
    }
    TellEnd(attempt);
  }
  Draw();
}

void Progress::TellEnd(const history::AttemptRecord& attempt) {
  const std::string took = " after " + DurationText(attempt.ending->time - attempt.start_time) +
                           AttemptText(attempt.attempt);
  if (attempt.ending->reason == domain::Reason::kCompleted) {
    screen_.Say(kGreen, attempt.job + " succeeded" + took);
    return;
  }
  const std::string why = ": " + MessageHead(attempt.ending->message);
  if (attempt.ending->reason == domain::Reason::kCancelled) {
    screen_.Say(kYellow, attempt.job + " was stopped" + took + why);  // by a person or a time limit
    return;
  }
  screen_.Say(kRed, attempt.job + " ended as " +
                        std::string(domain::ReasonName(attempt.ending->reason)) + took + why);
}

void Progress::Count(const domain::Counts& counts) {
  counts_ = counts;
}

void Progress::Warn(const std::string& text) {
  screen_.Warn(kYellow, text);
  Draw();
}

void Progress::Output(const runs::LogLabel& label, std::string_view bytes) {
  Active& active = active_[label];
  std::size_t end = 0;
  while ((end = bytes.find('\n')) != std::string_view::npos) {
    active.unfinished.append(bytes.substr(0, end));
    screen_.Write(active.attempt.job, active.unfinished);
    active.last_line = std::exchange(active.unfinished, {});
    bytes.remove_prefix(end + 1);
  }
  active.unfinished.append(bytes);
  // A job may never write a line feed; memory stays bounded.
  if (active.unfinished.size() > kLongestLine) {
    screen_.Write(active.attempt.job, std::exchange(active.unfinished, {}));
  }
}

void Progress::Draw() {
  // Without jobs nothing changes from second to second: no timer wakes an idle program.
  if (!screen_.IsLive() || active_.empty()) {
    ticker_.Stop();
    screen_.Erase();
    return;
  }
  ticker_.Start();
  LiveView view{.counts = counts_,
                .elapsed = std::chrono::duration_cast<base::Duration>(clock_.Steady() - began_),
                .left = left_,
                .columns = screen_.Columns(),
                .rows = screen_.Rows()};
  const base::TimePoint now = clock_.Now();
  for (const auto& [label, active] : active_) {
    view.active.push_back(
        {.name = active.attempt.job,
         .attempt = active.attempt.attempt,
         .elapsed = std::max(now - active.attempt.start_time, base::Duration{}),
         .last_line = active.unfinished.empty() ? active.last_line : active.unfinished});
  }
  // The oldest first: jobs keep their lines while others come and go below them.
  std::ranges::stable_sort(view.active, std::ranges::greater{}, &ActiveJob::elapsed);
  screen_.Draw(DrawLive(view));
}

void Progress::Retry(const std::string& job, int attempt, base::Duration delay) {
  // Without a delay the start of the next attempt says it all.
  if (delay.count() > 0) {
    screen_.Say(kYellow,
                job + ": attempt " + std::to_string(attempt) + " starts in " + DurationText(delay));
    Draw();
  }
}

/// An allowed failure is not an error.
void Progress::TellFailure(const domain::JobStatus& job, const runs::RunRemarks& remarks) {
  const bool allowed = remarks.may_fail.contains(job.name);
  const std::string text = "  " + job.name + (allowed ? " (allowed to fail): " : ": ") +
                           MessageBlock(job.message, "    ") +
                           "\n    log: " + start_.log_of(job.name, job.attempts);
  if (allowed) {
    screen_.Say(kPlain, text);
  } else {
    screen_.Error(kPlain, text);
  }
}

/// The scope of a resume leaves jobs out; the user has to know that they have not run.
void Progress::TellLeftOut(std::int64_t run, const domain::Status& status) {
  std::vector<std::string> names;
  for (const domain::JobStatus& job : status.jobs) {
    if (domain::IsLeftOut(job)) {
      names.push_back(job.name);
    }
  }
  if (!names.empty()) {
    screen_.Warn(kYellow, "left out: " + base::JoinSome(names, kNamed) + "; 'executioner resume " +
                              std::to_string(run) + history_flag_ +
                              "' runs the jobs that never ran");
  }
}

void Progress::End(std::int64_t run, const domain::Status& status,
                   const runs::RunRemarks& remarks) {
  ticker_.Stop();
  start_.estimate = {};  // what it asks may be gone now
  const std::string number = std::to_string(run);
  std::string text = "run " + number + WordOf(status.phase);
  if (status.start_time && status.completion_time) {
    text += " after " + DurationText(*status.completion_time - *status.start_time);
  }
  text += ": " + TotalsText(status, remarks);
  if (status.phase == domain::RunPhase::kSucceeded) {
    screen_.Say(ColorOf(status.phase), text);
  } else {
    screen_.Error(ColorOf(status.phase), text);
  }
  if (!remarks.cut_off.empty()) {
    screen_.Warn(kYellow, "not run, because the run was stopped: " +
                              base::JoinSome(remarks.cut_off, kNamed));
  }
  TellLeftOut(run, status);
  for (const domain::JobStatus& job : status.jobs) {
    if (job.phase == domain::JobPhase::kFailed) {
      TellFailure(job, remarks);
    }
  }
  // The number, not 'latest': another run may have started when the person reads this.
  if (status.phase != domain::RunPhase::kSucceeded) {
    screen_.Say(kPlain, "continue with 'executioner resume " + number + history_flag_ +
                            "', see details with 'executioner show " + number + history_flag_ +
                            "'");
  }
}

bool Progress::Flush() {
  const bool complete = screen_.Flush();
  if (!complete) {
    screen_.Error(kRed,
                  "standard output could not be written completely; the logs contain everything");
  }
  return complete;
}

int AttendRun(const Context& context, runs::StartedRun& run) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that leaves does not end the jobs
  standalone::StopSignals signals;
  Progress progress(context);
  const standalone::RunEnd end = run.Attend({signals, progress});
  // A history that was deleted while it was open took every write and kept none. What a caller
  // does after the run, such as a mail, is still due.
  const int lost = Guard([&] {
    run.RequireKept();
    return kSucceeded;
  });
  const int code = lost == kSucceeded ? CodeOf(end) : lost;
  // Output that was lost is a failure, but never hides that of the run.
  return progress.Flush() || code != kSucceeded ? code : kRunFailed;
}

}  // namespace executioner::cli
