/// \file
/// A history in a file that can be made to fail.
#pragma once

#include <functional>
#include <string>

#include "controller/adapters/store/sql_history.h"
#include "controller/adapters/store/sqlite_database.h"
#include "controller/base/error.h"

namespace executioner::local::testing {

class FlakyHistory : public history::History {
 public:
  FlakyHistory(const std::string& path, const base::Clock& clock)
      : inner_(std::make_unique<store::SqliteDatabase>(path), path, clock) {}

  int failures = 0;                     ///< number of writes that fail from now on
  bool can_retry = true;                ///< whether their errors can be retried
  int saves = 0;                        ///< number of successful writes
  std::function<void()> at_write = {};  ///< called before and after each write; may be empty

  std::int64_t Create(const history::RunSource& source, const history::Request& request,
                      const domain::Status& status) override {
    const std::int64_t run = inner_.Create(source, request, status);
    TellWrite();
    return run;
  }

  void Reopen(std::int64_t run, const history::RunSource& source, const history::Request& request,
              const domain::Status& status) override {
    inner_.Reopen(run, source, request, status);
  }

  void Amend(std::int64_t run, const domain::Status& status,
             const std::vector<history::AuditRecord>& audit) override {
    inner_.Amend(run, status, audit);
  }

  void RecordAttempt(std::int64_t run, const history::AttemptRecord& attempt) override {
    BeginWrite();
    inner_.RecordAttempt(run, attempt);
    TellWrite();
  }

  void RecordLaunches(std::int64_t run,
                      const std::vector<history::AttemptRecord>& attempts) override {
    BeginWrite();
    inner_.RecordLaunches(run, attempts);
  }

  bool BeginAttempt(std::int64_t run, const history::AttemptRecord& attempt) override {
    BeginWrite();
    return inner_.BeginAttempt(run, attempt);
  }

  bool EndAttempt(std::int64_t run, const history::AttemptRecord& attempt) override {
    BeginWrite();
    return inner_.EndAttempt(run, attempt);
  }

  std::optional<history::AttemptRecord> FindAttempt(std::int64_t run, const std::string& job,
                                                    int attempt) override {
    return inner_.FindAttempt(run, job, attempt);
  }

  engine::SaveReply Save(const engine::OwnerId& owner, const std::string& version,
                         const domain::Status& status) override {
    BeginWrite();
    engine::SaveReply reply = inner_.Save(owner, version, status);
    ++saves;
    TellWrite();
    return reply;
  }

  std::vector<history::RunSummary> List(const history::RunFilter& filter) override {
    return inner_.List(filter);
  }

  std::optional<history::RunRecord> Find(std::int64_t run) override { return inner_.Find(run); }

  void Remove(const std::vector<std::int64_t>& runs) override { inner_.Remove(runs); }

  std::vector<std::pair<std::string, base::Duration>> Durations(const std::string& name,
                                                                int runs) override {
    return inner_.Durations(name, runs);
  }

 private:
  void TellWrite() const {
    if (at_write) {
      at_write();
    }
  }

  void BeginWrite() {
    TellWrite();
    if (failures > 0) {
      --failures;
      throw base::StoreError("the history is busy", can_retry);
    }
  }

  store::SqlHistory inner_;
};

}  // namespace executioner::local::testing
