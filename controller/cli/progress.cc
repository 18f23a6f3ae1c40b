#include "controller/cli/progress.h"

#include <array>
#include <cstdio>
#include <unistd.h>
#include <utility>

namespace executioner::cli {
namespace {

constexpr const char* kGreen = "32";
constexpr const char* kRed = "31";
constexpr const char* kYellow = "33";
constexpr const char* kPlain = "";

std::string TagOf(const engine::AttemptRecord& attempt) {
  return attempt.job + "." + std::to_string(attempt.attempt);
}

std::string NameOf(const std::string& tag) {
  return tag.substr(0, tag.rfind('.'));
}

const char* ColorOf(domain::RunPhase phase) {
  switch (phase) {
    case domain::RunPhase::kSucceeded: return kGreen;
    case domain::RunPhase::kFailed: return kRed;
    default: return kYellow;
  }
}

}  // namespace

std::string DurationText(base::Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (seconds < 60) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(duration.count()) / 1000);
    return text.data();
  }
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

Progress::Progress(const Context& context, local::RunFolder folder)
    : color_(!context.no_color && isatty(STDERR_FILENO) == 1),
      quiet_(context.quiet),
      folder_(std::move(folder)),
      follower_([this](const std::string& job, std::string_view bytes) { Take(job, bytes); }) {}

standalone::RunListener Progress::Listener() {
  return {.descriptor = quiet_ ? -1 : follower_.Descriptor(),
          .readable = [this] { follower_.Read(); },
          .stopping =
              [this](int /*signal*/, bool again) {
                Say(kYellow, again ? "stopping now"
                                   : "stopping: nothing starts any more, running jobs are told to "
                                     "end (again: kill them)");
              },
          .delayed =
              [this](const std::string& why) { Say(kYellow, why + "; jobs go on, trying again"); }};
}

void Progress::Say(const char* color, const std::string& text) const {
  if (quiet_) {
    return;
  }
  std::fflush(stdout);
  if (color_ && *color != '\0') {
    std::fprintf(stderr, "\033[%sm%s\033[0m\n", color, text.c_str());
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
}

void Progress::Begin(const engine::Execution& execution) {
  const std::size_t jobs = execution.plan.jobs.size();
  Say(kPlain, "run " + execution.owner.uid + ": " + execution.owner.name + ", " +
                  std::to_string(jobs) + (jobs == 1 ? " job" : " jobs"));
}

void Progress::Attempt(const engine::AttemptRecord& attempt) {
  if (quiet_) {
    return;
  }
  const std::string tag = TagOf(attempt);
  const std::string again =
      attempt.attempt == 1 ? "" : ", attempt " + std::to_string(attempt.attempt);
  if (!attempt.ending) {
    Say(kPlain, attempt.job + " started" + again);
    follower_.Add(tag, folder_.LogPath(attempt.job, attempt.attempt));
    return;
  }
  follower_.Remove(tag);
  const auto rest = unfinished_.find(tag);
  if (rest != unfinished_.end()) {
    std::printf("%s | %s\n", attempt.job.c_str(), rest->second.c_str());
    unfinished_.erase(rest);
  }
  const std::string took = " after " + DurationText(attempt.ending->time - attempt.start_time);
  if (attempt.ending->reason == domain::Reason::kCompleted) {
    Say(kGreen, attempt.job + " succeeded" + took + again);
  } else {
    const std::string& message = attempt.ending->message;
    Say(kRed, attempt.job + " ended as " + std::string(domain::ReasonName(attempt.ending->reason)) +
                  took + again + ": " + message.substr(0, message.find("; last output:")));
  }
}

void Progress::Take(const std::string& tag, std::string_view bytes) {
  std::string& line = unfinished_[tag];
  const std::string job = NameOf(tag);
  std::size_t end = 0;
  while ((end = bytes.find('\n')) != std::string_view::npos) {
    line.append(bytes.substr(0, end));
    std::printf("%s | ", job.c_str());
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::putchar('\n');
    line.clear();
    bytes.remove_prefix(end + 1);
  }
  line.append(bytes);
  if (line.empty()) {
    unfinished_.erase(tag);
  }
  std::fflush(stdout);
}

void Progress::End(const standalone::RunEnd& end, std::int64_t run) {
  const domain::Status& status = end.status;
  std::string text = "run " + std::to_string(run) + " " +
                     (status.phase == domain::RunPhase::kSucceeded ? "succeeded"
                      : status.phase == domain::RunPhase::kFailed  ? "failed"
                                                                   : "was cancelled");
  if (status.start_time && status.completion_time) {
    text += " after " + DurationText(*status.completion_time - *status.start_time);
  }
  const domain::Counts& counts = status.counts;
  text += ": " + std::to_string(counts.succeeded) + " of " + std::to_string(counts.total) +
          " succeeded, " + std::to_string(counts.failed) + " failed, " +
          std::to_string(counts.skipped) + " skipped or blocked";
  Say(ColorOf(status.phase), text);
  for (const domain::JobStatus& job : status.jobs) {
    if (job.phase == domain::JobPhase::kFailed) {
      Say(kPlain, "  " + job.name + ": " + job.message +
                      "\n  log: " + folder_.LogPath(job.name, job.attempts));
    }
  }
  if (status.phase != domain::RunPhase::kSucceeded) {
    Say(kPlain, "go on with 'executioner resume " + std::to_string(run) +
                    "', look with 'executioner show " + std::to_string(run) + "'");
  }
}

}  // namespace executioner::cli
