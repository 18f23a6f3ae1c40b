/// \file
/// Sends many writes without flooding a server that rejects them: slow start like the controllers
/// of client-go (8, then 16 in flight), up to a maximum.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>

#include "controller/kube/client.h"

namespace executioner::kube {

/// Number of writes that one caller has in flight before the first response, and at most.
inline constexpr std::size_t kFirstWindow = 8;
inline constexpr std::size_t kBurstWindow = 16;

/// Sends `count` requests, at most a window of them at once, and passes each response to `finish`,
/// in order. The window doubles with each response that `finish` accepts. After the first response
/// that it rejects, no more requests are started; responses of requests in flight are still passed
/// on.
///
/// \param start   (index) -> PendingResult
/// \param finish  (index, ApiResult) -> bool: whether to continue
/// \return the number of started requests
template <class Start, class Finish>
std::size_t SendBurst(Client& client, std::size_t count, Start start, Finish finish) {
  std::deque<PendingResult> in_flight;
  std::size_t started = 0;
  std::size_t finished = 0;
  std::size_t window = kFirstWindow;
  bool refused = false;
  while (finished < started || (!refused && started < count)) {
    while (!refused && started < count && in_flight.size() < window) {
      in_flight.push_back(start(started));
      ++started;
    }
    ApiResult result = client.Finish(std::move(in_flight.front()));
    in_flight.pop_front();
    if (finish(finished, std::move(result))) {
      window = std::min(window * 2, kBurstWindow);
    } else {
      refused = true;
    }
    ++finished;
  }
  return started;
}

}  // namespace executioner::kube
