/// \file
/// The history in an SQL database.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/adapters/store/database.h"
#include "controller/base/time.h"
#include "controller/history/history.h"

namespace executioner::store {

class SqlHistory : public history::History {
 public:
  /// Creates or migrates the tables.
  /// \param place  the place of the database, for messages
  /// \param clock  borrowed
  SqlHistory(std::unique_ptr<Database> database, const std::string& place,
             const base::Clock& clock);

  /// Returns hexadecimal digits that identify this history, even after it is moved.
  std::string Identity();

  std::int64_t Create(const history::RunSource& source, const history::Request& request,
                      const domain::Status& status) override;
  void Reopen(std::int64_t run, const history::RunSource& source, const history::Request& request,
              const domain::Status& status) override;
  void Amend(std::int64_t run, const domain::Status& status,
             const std::vector<history::AuditRecord>& audit) override;
  void RecordAttempt(std::int64_t run, const history::AttemptRecord& attempt) override;
  void RecordLaunches(std::int64_t run,
                      const std::vector<history::AttemptRecord>& attempts) override;
  bool BeginAttempt(std::int64_t run, const history::AttemptRecord& attempt) override;
  bool EndAttempt(std::int64_t run, const history::AttemptRecord& attempt) override;
  std::optional<history::AttemptRecord> FindAttempt(std::int64_t run, const std::string& job,
                                                    int attempt) override;
  engine::SaveReply Save(const engine::OwnerId& owner, const std::string& version,
                         const domain::Status& status) override;
  std::vector<history::RunSummary> List(const history::RunFilter& filter) override;
  std::optional<history::RunRecord> Find(std::int64_t run) override;
  void Remove(const std::vector<std::int64_t>& runs) override;

  void RequireInPlace() override { database_->RequireInPlace(); }

  std::vector<std::pair<std::string, base::Duration>> Durations(const std::string& name,
                                                                int runs) override;

 private:
  /// \throws base::StoreError  if the run has been retried since
  void RequireAttempt(std::int64_t run, int attempt);
  void WriteRun(std::int64_t run, const domain::Status& status);
  void WriteJobs(std::int64_t run, const std::vector<domain::JobStatus>& before,
                 const std::vector<domain::JobStatus>& after);
  void WriteRunAttempt(std::int64_t run, int attempt, const history::RunSource& source,
                       const history::Request& request);
  void WriteAudit(std::int64_t run, const history::AuditRecord& record);

  std::unique_ptr<Database> database_;
  /// The last written state of a run, so that only jobs that differ are written again.
  std::int64_t saved_run_ = 0;
  std::vector<domain::JobStatus> saved_jobs_ = {};
  const base::Clock& clock_;
};

}  // namespace executioner::store
