#include <mutex>
#include <utility>

#include "tests/fakes/fake_api/server_state.h"
#include "tests/fakes/fake_api_server.h"

namespace executioner::fakes {

void FakeApiServer::Inject(Fault fault) {
  const std::lock_guard lock(state_->mutex);
  state_->faults.Add(std::move(fault));
}

void FakeApiServer::ClearFaults() {
  const std::lock_guard lock(state_->mutex);
  state_->faults.Clear();
}

void FakeApiServer::KillAfterWrites(int k) {
  const std::lock_guard lock(state_->mutex);
  state_->faults.KillAfterWrites(k);
  if (state_->faults.IsDead()) {
    state_->hub.End("", kConnectionReset);
  }
  state_->Happened();
}

bool FakeApiServer::IsDead() {
  const std::lock_guard lock(state_->mutex);
  return state_->faults.IsDead();
}

void FakeApiServer::Revive() {
  const std::lock_guard lock(state_->mutex);
  state_->faults.Revive();
  state_->Happened();
}

void FakeApiServer::FreezeWatches(std::string_view plural) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.Freeze(std::string{plural});
}

void FakeApiServer::ThawWatches(std::string_view plural) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.Thaw(std::string{plural});
  state_->Happened();
}

void FakeApiServer::ThawNext(std::string_view plural, int changes) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.ThawNext(std::string{plural}, changes);
  state_->Happened();
}

void FakeApiServer::EndWatches(std::string_view plural) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.End(std::string{plural}, "");
  state_->Happened();
}

void FakeApiServer::BreakWatches(std::string_view plural) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.End(std::string{plural}, kConnectionReset);
  state_->Happened();
}

void FakeApiServer::CutNextEvent(std::string_view plural) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.CutNext(std::string{plural});
}

void FakeApiServer::InsertLine(std::string_view plural, const std::string& line) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.Insert(std::string{plural}, line);
  state_->Happened();
}

void FakeApiServer::SendWatchError(std::string_view plural, int code, const std::string& reason) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.SendError(std::string{plural}, code, reason);
  state_->Happened();
}

void FakeApiServer::SendBookmarks(std::string_view plural) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.SendBookmarks(std::string{plural});
  state_->Happened();
}

void FakeApiServer::Compact() {
  const std::lock_guard lock(state_->mutex);
  state_->api.Compact();
}

void FakeApiServer::SetExpiredAsHttp(bool on) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.SetExpiredAsHttp(on);
}

void FakeApiServer::SetWatchList(bool on) {
  const std::lock_guard lock(state_->mutex);
  state_->hub.SetWatchList(on);
}

void FakeApiServer::SetHistoryLimit(std::size_t changes) {
  const std::lock_guard lock(state_->mutex);
  state_->api.Store().SetHistoryLimit(changes);
}

void FakeApiServer::MutateNewPods(std::function<void(nlohmann::json& pod)> mutate) {
  const std::lock_guard lock(state_->mutex);
  state_->api.Writes().MutateNewPods(std::move(mutate));
}

void FakeApiServer::SetMaxObjectBytes(std::size_t bytes) {
  const std::lock_guard lock(state_->mutex);
  state_->api.Writes().SetMaxObjectBytes(bytes);
}

void FakeApiServer::SetAutomaticGarbageCollection(bool on) {
  const std::lock_guard lock(state_->mutex);
  state_->automatic_collection = on;
}

void FakeApiServer::CollectGarbage() {
  const std::lock_guard lock(state_->mutex);
  state_->Collect();
  state_->Happened();
}

void FakeApiServer::TerminateNamespace(std::string_view ns) {
  const std::lock_guard lock(state_->mutex);
  state_->api.Writes().TerminateNamespace(std::string{ns});
  state_->Happened();
}

void FakeApiServer::TakeBackup() {
  const std::lock_guard lock(state_->mutex);
  state_->backup = state_->api.Store();
}

void FakeApiServer::SkipRevisions(std::int64_t count) {
  const std::lock_guard lock(state_->mutex);
  state_->api.Store().SkipRevisions(count);
}

void FakeApiServer::RestoreBackup() {
  const std::lock_guard lock(state_->mutex);
  state_->api.Store().RestoreFrom(state_->backup.value());
  state_->hub.End("", kConnectionReset);
  state_->Happened();
}

}  // namespace executioner::fakes
