#include "tests/fakes/fake_api/faults.h"

#include <utility>

#include "tests/fakes/fake_api/refusal.h"

namespace executioner::fakes {

void FaultScript::Add(Fault fault) {
  std::regex path(fault.path);
  entries_.push_back({std::move(fault), std::move(path)});
}

std::optional<Fault> FaultScript::Next(const kube::HttpRequest& request) {
  for (Entry& entry : entries_) {
    Fault& fault = entry.fault;
    const bool matches = (fault.method.empty() || fault.method == request.method) &&
                         (fault.path.empty() || std::regex_search(request.path, entry.path));
    if (!matches || fault.times == 0) {
      continue;
    }
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    fault.times -= fault.times > 0 ? 1 : 0;
    return fault;
  }
  return std::nullopt;
}

void FaultScript::CountWrite() {
  if (writes_left_ && *writes_left_ > 0) {
    --*writes_left_;
  }
}

kube::HttpResponse AnswerOf(const Fault& fault) {
  return {.status = fault.status,
          .body = fault.body.empty()
                      ? StatusBody(fault.status, ReasonOf(fault.status), "injected by the test")
                      : fault.body,
          .retry_after = fault.retry_after};
}

}  // namespace executioner::fakes
