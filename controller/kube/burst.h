/// \file
/// Many writes at once without flooding a server that refuses them: slow start as client-go's
/// controllers do it (8, 16 in flight), up to a window.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>

#include "controller/kube/client.h"

namespace executioner::kube {

/// How many writes one caller has in flight before the first answer, and at most.
inline constexpr std::size_t kFirstWindow = 8;
inline constexpr std::size_t kBurstWindow = 16;

/// Sends `count` requests, at most a window of them in flight, and hands over each answer in order.
/// The window doubles with each answer that `finish` accepts; the first that it refuses stops
/// further starts: what is in flight is still handed over.
///
/// \param start   (index) -> PendingResult
/// \param finish  (index, ApiResult) -> bool: whether to go on
/// \return how many were started
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
