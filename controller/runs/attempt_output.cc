#include "controller/runs/attempt_output.h"

#include <utility>

namespace executioner::runs {

AttemptOutput::AttemptOutput(RunObserver& observer, local::RunFolder folder)
    : observer_(observer),
      folder_(std::move(folder)),
      follower_([this](const std::string& tag, std::string_view bytes) {
        observer_.Output(labels_.at(tag), bytes);
      }) {}

void AttemptOutput::Attempt(const history::AttemptRecord& attempt) {
  const std::string tag = attempt.job + "." + std::to_string(attempt.attempt);
  // An observer learns of a start before it gets output, and of an end after all of it.
  if (attempt.ending) {
    follower_.Remove(tag);
    labels_.erase(tag);
    observer_.Attempt(attempt);
    return;
  }
  observer_.Attempt(attempt);
  if (observer_.WantsOutput()) {
    labels_[tag] = {.job = attempt.job, .attempt = attempt.attempt};
    follower_.Add(tag, folder_.LogPath(attempt.job, attempt.attempt));
  }
}

std::vector<int> AttemptOutput::Descriptors() const {
  return {follower_.Descriptor(), observer_.Descriptor()};
}

void AttemptOutput::Read() {
  follower_.Read();
  observer_.Read();
}

}  // namespace executioner::runs
