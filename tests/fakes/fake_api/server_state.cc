#include "tests/fakes/fake_api/server_state.h"

#include <optional>
#include <string>
#include <utility>

#include "tests/fakes/fake_api/garbage_collector.h"
#include "tests/fakes/fake_api/refusal.h"
#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

using kube::HttpRequest;
using kube::HttpResponse;
using kube::StreamEnd;

namespace {

constexpr const char* kRefused = "connection refused";

std::string ResourceOf(const HttpRequest& request) {
  try {
    const Route route = ParseRoute(request.path);
    return route.resource == nullptr ? "" : std::string{route.resource->plural};
  } catch (const Refusal&) {
    return "";
  }
}

StreamEnd ToStreamEnd(HttpResponse response) {
  return {.status = response.status,
          .error = response.status == 0 ? response.body : "",
          .body = response.status == 0 ? "" : std::move(response.body),
          .retry_after = response.retry_after};
}

}  // namespace

FakeApiServer::State::State(const base::Clock& clock) : api(clock), hub(api.Store()) {
  api.Store().OnChange([this](const Change& change) {
    hub.Publish(change);
    garbage = garbage || NeedsCollection(api.Store(), change);
  });
}

void FakeApiServer::State::Happened() {
  ++activity;
  changed.notify_all();
}

void FakeApiServer::State::Collect() {
  executioner::fakes::CollectGarbage(api.Store(), api.Writes());
  garbage = false;
}

HttpResponse FakeApiServer::State::Execute(const HttpRequest& request) {
  const std::int64_t before = api.Store().Revision();
  HttpResponse response = api.Answer(request);
  if (garbage && automatic_collection) {
    Collect();
  }
  if (api.Store().Revision() != before) {
    Happened();
  }
  return response;
}

HttpResponse FakeApiServer::State::ExecuteLogged(const HttpRequest& request, LoggedRequest& entry) {
  const std::int64_t before = api.Store().Revision();
  HttpResponse response = Execute(request);
  if (api.Store().Revision() != before) {
    entry.committed = true;
    faults.CountWrite();
    if (faults.IsDead()) {
      hub.End("", kConnectionReset);
      return {.status = 0, .body = kConnectionReset};
    }
  }
  return response;
}

HttpResponse FakeApiServer::State::Serve(const HttpRequest& request) {
  if (faults.IsDead()) {
    return {.status = 0, .body = kRefused};
  }
  LoggedRequest entry{.method = request.method,
                      .path = request.path,
                      .body = request.body,
                      .resource = ResourceOf(request)};
  const std::optional<Fault> fault = faults.Next(request);
  HttpResponse response{.status = 0, .body = kConnectionReset};
  if (!fault) {
    response = ExecuteLogged(request, entry);
  } else if (fault->kind == Fault::Kind::kAnswer) {
    response = AnswerOf(*fault);
  } else if (fault->kind == Fault::Kind::kClose) {
    response.closed = true;
  } else if (fault->kind == Fault::Kind::kDropAfter) {
    ExecuteLogged(request, entry);
  } else if (fault->kind == Fault::Kind::kDuplicate) {
    ExecuteLogged(request, entry);
    response = ExecuteLogged(request, entry);
  }
  entry.status = response.status;
  log.push_back(std::move(entry));
  Happened();
  return response;
}

std::shared_ptr<Watch> FakeApiServer::State::Open(const HttpRequest& request, StreamEnd& end) {
  if (faults.IsDead()) {
    end.error = kRefused;
    return nullptr;
  }
  LoggedRequest entry{
      .method = request.method, .path = request.path, .resource = ResourceOf(request)};
  const std::optional<Fault> fault = faults.Next(request);
  std::shared_ptr<Watch> watch;
  if (fault && fault->kind == Fault::Kind::kAnswer) {
    end = ToStreamEnd(AnswerOf(*fault));
  } else if (fault && fault->kind != Fault::Kind::kDuplicate) {
    end.error = kConnectionReset;
  } else {
    watch = OpenRoute(request, end);
  }
  entry.status = end.status;
  log.push_back(std::move(entry));
  Happened();
  return watch;
}

std::shared_ptr<Watch> FakeApiServer::State::OpenRoute(const HttpRequest& request, StreamEnd& end) {
  try {
    const Route route = ParseRoute(request.path);
    if (route.resource == nullptr || !route.IsWatch() || request.method != "GET") {
      throw Refusal(400, "BadRequest", "the fake API server streams nothing but watches");
    }
    return hub.Open(route);
  } catch (const Refusal& refusal) {
    end = {.status = refusal.Code(), .body = refusal.Body()};
    return nullptr;
  }
}

}  // namespace executioner::fakes
