#include "controller/cli/progress.h"

#include <algorithm>
#include <utility>

#include "controller/cli/live_view.h"
#include "controller/domain/reopen.h"

namespace executioner::cli {
namespace {

using domain::kTailMark;

constexpr std::size_t kLongestLine = 64 * std::size_t{1024};  // longer ones are told in parts

std::string TagOf(const engine::AttemptRecord& attempt) {
  return attempt.job + "." + std::to_string(attempt.attempt);
}

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

/// Every line of a text behind `before`.
std::string Indented(std::string_view text, const std::string& before) {
  std::string indented;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    indented += "\n" + before + std::string(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return indented;
}

}  // namespace

Progress::Progress(const Context& context, local::RunFolder folder)
    : clock_(*context.clock),
      screen_(context),
      folder_(std::move(folder)),
      follower_([this](const std::string& tag, std::string_view bytes) { Take(tag, bytes); }),
      ticker_(follower_.Descriptor()),
      began_(clock_.Steady()) {}

int Progress::Descriptor() const {
  return screen_.IsQuiet() ? -1 : ticker_.Descriptor();
}

void Progress::Read() {
  follower_.Read();
  if (ticker_.Take()) {
    left_ = estimate ? estimate() : std::nullopt;
  }
  Draw();
}

void Progress::Begin(std::int64_t run, const std::string& name, std::size_t jobs) {
  screen_.Say(kPlain, "run " + std::to_string(run) + ": " + name + ", " + std::to_string(jobs) +
                          (jobs == 1 ? " job" : " jobs"));
  if (screen_.IsLive()) {
    left_ = estimate ? estimate() : std::nullopt;
  }
}

void Progress::Attempt(const engine::AttemptRecord& attempt) {
  if (screen_.IsQuiet()) {
    return;
  }
  const std::string tag = TagOf(attempt);
  if (!attempt.ending) {
    screen_.Say(kPlain, attempt.job + " started" + AttemptText(attempt.attempt));
    active_[tag].attempt = attempt;
    follower_.Add(tag, folder_.LogPath(attempt.job, attempt.attempt));
  } else {
    follower_.Remove(tag);
    const auto found = active_.find(tag);
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

void Progress::TellEnd(const engine::AttemptRecord& attempt) {
  const std::string took = " after " + DurationText(attempt.ending->time - attempt.start_time) +
                           AttemptText(attempt.attempt);
  if (attempt.ending->reason == domain::Reason::kCompleted) {
    screen_.Say(kGreen, attempt.job + " succeeded" + took);
    return;
  }
  const std::string& message = attempt.ending->message;
  const std::string why = ": " + message.substr(0, message.find(kTailMark));
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

void Progress::Take(const std::string& tag, std::string_view bytes) {
  Active& active = active_[tag];
  std::size_t end = 0;
  while ((end = bytes.find('\n')) != std::string_view::npos) {
    active.unfinished.append(bytes.substr(0, end));
    screen_.Write(active.attempt.job, active.unfinished);
    active.last_line = std::exchange(active.unfinished, {});
    bytes.remove_prefix(end + 1);
  }
  active.unfinished.append(bytes);
  if (active.unfinished.size() > kLongestLine) {
    screen_.Write(active.attempt.job, std::exchange(active.unfinished, {}));
  }
}

void Progress::Draw() {
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
  for (const auto& [tag, active] : active_) {
    view.active.push_back(
        {.name = active.attempt.job,
         .attempt = active.attempt.attempt,
         .elapsed = std::max(now - active.attempt.start_time, base::Duration{}),
         .last_line = active.unfinished.empty() ? active.last_line : active.unfinished});
  }
  std::ranges::stable_sort(view.active, std::ranges::greater{}, &ActiveJob::elapsed);
  screen_.Draw(DrawLive(view));
}

void Progress::TellFailure(const domain::JobStatus& job) {
  const std::size_t mark = std::min(job.message.find(kTailMark), job.message.size());
  const std::string_view head = std::string_view(job.message).substr(0, mark);
  const std::size_t first = std::min(head.find('\n'), head.size());
  std::string text = "  " + job.name + ": " + std::string(head.substr(0, first)) +
                     Indented(head.substr(std::min(first + 1, head.size())), "    ");
  if (mark < job.message.size()) {
    text += Indented(std::string_view(job.message).substr(mark + kTailMark.size()), "    | ");
  }
  screen_.Error(kPlain, text + "\n    log: " + folder_.LogPath(job.name, job.attempts));
}

/// What was not asked for this time is no failure, but it has not run.
void Progress::TellLeftOut(std::int64_t run, const domain::Status& status) {
  std::string names;
  for (const domain::JobStatus& job : status.jobs) {
    if (domain::IsLeftOut(job)) {
      names += (names.empty() ? "" : ", ") + job.name;
    }
  }
  if (!names.empty()) {
    screen_.Warn(kYellow, "left out: " + names + "; 'executioner resume " + std::to_string(run) +
                              "' runs what never ran");
  }
}

void Progress::End(std::int64_t run, const domain::Status& status) {
  ticker_.Stop();
  std::string text = "run " + std::to_string(run) + WordOf(status.phase);
  if (status.start_time && status.completion_time) {
    text += " after " + DurationText(*status.completion_time - *status.start_time);
  }
  const domain::Counts& counts = status.counts;
  text += ": " + std::to_string(counts.succeeded) + " of " + std::to_string(counts.total) +
          " succeeded, " + std::to_string(counts.failed) + " failed, " +
          std::to_string(counts.skipped) + " skipped or blocked";
  if (status.phase == domain::RunPhase::kSucceeded) {
    screen_.Say(ColorOf(status.phase), text);
  } else {
    screen_.Error(ColorOf(status.phase), text);
  }
  TellLeftOut(run, status);
  for (const domain::JobStatus& job : status.jobs) {
    if (job.phase == domain::JobPhase::kFailed) {
      TellFailure(job);
    }
  }
  if (status.phase != domain::RunPhase::kSucceeded) {
    screen_.Say(kPlain, "go on with 'executioner resume " + std::to_string(run) +
                            "', look with 'executioner show " + std::to_string(run) + "'");
  }
}

bool Progress::Flush() {
  const bool complete = screen_.Flush();
  if (!complete) {
    screen_.Error(kRed, "standard output could not be written to its end; the logs have it all");
  }
  return complete;
}

}  // namespace executioner::cli
