#include "controller/runs/watch_run.h"

#include <array>
#include <poll.h>

#include "controller/adapters/local/run_lock.h"

namespace executioner::runs {

RunWatch::RunWatch(const local::RunFolder& folder) : folder_(folder), changes_(folder.path) {}

bool RunWatch::IsHeld() {
  if (holder_.Number() < 0) {
    FindHolder();
  }
  return holder_.Number() >= 0;
}

void RunWatch::FindHolder() {
  const auto id = local::LockHolder(folder_);
  holder_ = id ? local::OpenProcess(*id) : base::Descriptor();
}

void RunWatch::Wait(int other) {
  std::array<pollfd, 3> polled{
      {{changes_.Descriptor(), POLLIN, 0}, {holder_.Number(), POLLIN, 0}, {other, POLLIN, 0}}};
  poll(polled.data(), polled.size(), -1);
  changes_.Read();
  if (polled[1].revents != 0) {
    holder_ = {};
  }
}

}  // namespace executioner::runs
