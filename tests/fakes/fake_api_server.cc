#include "tests/fakes/fake_api_server.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "tests/fakes/fake_api/lister.h"
#include "tests/fakes/fake_api/server_state.h"

namespace executioner::fakes {

using kube::HttpRequest;
using kube::HttpResponse;
using kube::StreamEnd;
using nlohmann::json;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::hours kForever{24};
}  // namespace

namespace {

/// Takes the first line off the queue, or the first half of it when the watch is to be cut.
std::string TakeLine(Watch& watch) {
  std::string text = std::move(watch.lines.front().text);
  watch.lines.pop_front();
  if (watch.cut_next) {
    text.resize(text.size() / 2);
    watch.lines.clear();
    watch.ended = true;
    watch.end.error = kConnectionReset;
  }
  return text;
}

SteadyClock::time_point DeadlineOf(const HttpRequest& request) {
  const std::int64_t seconds = ParseRevision(ParseRoute(request.path).Query("timeoutSeconds"));
  return SteadyClock::now() + (seconds > 0 ? std::chrono::seconds{seconds} : kForever);
}

}  // namespace

FakeApiServer::FakeApiServer(const base::Clock& clock) : state_(std::make_unique<State>(clock)) {}

FakeApiServer::~FakeApiServer() = default;

std::future<HttpResponse> FakeApiServer::Start(HttpRequest request) {
  std::promise<HttpResponse> promise;
  const std::lock_guard lock(state_->mutex);
  promise.set_value(state_->Serve(request));
  return promise.get_future();
}

StreamEnd FakeApiServer::Stream(HttpRequest request, kube::LineSink& sink,
                                std::chrono::seconds idle, std::stop_token stop) {
  std::unique_lock lock(state_->mutex);
  StreamEnd end;
  const std::shared_ptr<Watch> watch = state_->Open(request, end);
  if (watch == nullptr) {
    return end;
  }
  const auto deadline = DeadlineOf(request);
  end.status = 200;
  bool wanted = true;
  while (wanted) {
    const auto until = std::min<SteadyClock::time_point>(
        deadline, SteadyClock::now() + std::min<std::chrono::seconds>(idle, kForever));
    const bool woken = state_->changed.wait_until(
        lock, stop, until, [&] { return state_->hub.IsDue(*watch) || watch->ended; });
    if (stop.stop_requested() || !woken) {
      end.error = stop.stop_requested() ? "stopped" : until == deadline ? "" : "nothing came";
      break;
    }
    if (!state_->hub.IsDue(*watch)) {
      end = watch->end;
      break;
    }
    const std::string line = TakeLine(*watch);
    watch->delivering = true;
    lock.unlock();
    wanted = sink.Line(line);
    lock.lock();
    watch->delivering = false;
    state_->Happened();
  }
  state_->hub.Close(watch);
  state_->Happened();
  return end;
}

HttpResponse FakeApiServer::Admin(const HttpRequest& request) {
  const std::lock_guard lock(state_->mutex);
  return state_->Execute(request);
}

namespace {

json BodyOrThrow(const HttpRequest& request, const HttpResponse& response) {
  if (response.status < 200 || response.status > 299) {
    throw std::logic_error(request.method + " " + request.path + ": " + response.body);
  }
  return json::parse(response.body);
}

}  // namespace

json FakeApiServer::Object(std::string_view path) {
  const HttpRequest request{.method = "GET", .path = std::string{path}};
  const HttpResponse response = Admin(request);
  return response.status == 404 ? json{} : BodyOrThrow(request, response);
}

std::vector<json> FakeApiServer::Objects(std::string_view path) {
  const HttpRequest request{.method = "GET", .path = std::string{path}};
  return BodyOrThrow(request, Admin(request)).at("items").get<std::vector<json>>();
}

json FakeApiServer::CreateObject(std::string_view collection, const json& object) {
  const HttpRequest request{.method = "POST",
                            .path = std::string{collection},
                            .content_type = "application/json",
                            .body = object.dump()};
  return BodyOrThrow(request, Admin(request));
}

json FakeApiServer::MergeObject(std::string_view path, const json& patch) {
  const HttpRequest request{.method = "PATCH",
                            .path = std::string{path},
                            .content_type = "application/merge-patch+json",
                            .body = patch.dump()};
  return BodyOrThrow(request, Admin(request));
}

void FakeApiServer::DeleteObject(std::string_view path, const json& options) {
  const HttpRequest request{.method = "DELETE",
                            .path = std::string{path},
                            .content_type = "application/json",
                            .body = options.dump()};
  BodyOrThrow(request, Admin(request));
}

std::vector<LoggedRequest> FakeApiServer::Requests() {
  const std::lock_guard lock(state_->mutex);
  return state_->log;
}

std::size_t FakeApiServer::CountRequests(std::string_view method, std::string_view resource) {
  const std::lock_guard lock(state_->mutex);
  return static_cast<std::size_t>(
      std::count_if(state_->log.begin(), state_->log.end(), [&](const LoggedRequest& entry) {
        return (method.empty() || entry.method == method) &&
               (resource.empty() || entry.resource == resource);
      }));
}

std::size_t FakeApiServer::CountWrites(std::string_view resource) {
  const std::lock_guard lock(state_->mutex);
  return static_cast<std::size_t>(
      std::count_if(state_->log.begin(), state_->log.end(), [&](const LoggedRequest& entry) {
        return entry.committed && (resource.empty() || entry.resource == resource);
      }));
}

void FakeApiServer::ClearLog() {
  const std::lock_guard lock(state_->mutex);
  state_->log.clear();
}

std::int64_t FakeApiServer::Revision() {
  const std::lock_guard lock(state_->mutex);
  return state_->api.Store().Revision();
}

void FakeApiServer::OnChange(std::function<void(const Change&)> observer) {
  const std::lock_guard lock(state_->mutex);
  state_->api.Store().OnChange(std::move(observer));
}

bool FakeApiServer::AwaitDelivery() {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, kPatience, [this] { return !state_->hub.IsBusy(); });
}

bool FakeApiServer::AwaitWatches(std::string_view plural, std::size_t at_least) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(
      lock, kPatience, [&] { return state_->hub.OpenCount(std::string{plural}) >= at_least; });
}

bool FakeApiServer::Await(const std::function<bool()>& condition) {
  const auto deadline = SteadyClock::now() + kPatience;
  std::uint64_t seen = Activity();
  while (!condition()) {
    std::unique_lock lock(state_->mutex);
    if (!state_->changed.wait_until(lock, deadline, [&] { return state_->activity != seen; })) {
      return false;
    }
    seen = state_->activity;
  }
  return true;
}

std::uint64_t FakeApiServer::Activity() {
  const std::lock_guard lock(state_->mutex);
  return state_->activity;
}

bool FakeApiServer::AwaitActivity(std::uint64_t seen, const std::stop_token& stop) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait(lock, stop, [&] { return state_->activity != seen; });
}

}  // namespace executioner::fakes
