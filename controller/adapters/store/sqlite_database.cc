#include "controller/adapters/store/sqlite_database.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>

#include <sqlite3.h>

#include "controller/base/descriptor.h"
#include "controller/base/error.h"
#include "controller/base/private_files.h"

namespace executioner::store {
namespace {

/// Returns advice for a failure.
std::string Advice(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process keeps it locked; try again";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "the file is damaged or is not a database; move it away to start a new history, "
             "nothing "
             "deletes it";
    case SQLITE_IOERR:  // of a full disk too, where the write-ahead log is mapped
      return "the disk cannot be read or written; it may be full";
    case SQLITE_FULL: return "the disk is full; free some space and try again";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN: return "check that the folder exists and that you may write to it";
    default: return {};
  }
}

/// \param error  errno of a failed read or write
bool CanRetry(int code, int error) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL: return true;  // somebody may free space
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return error == ENOSPC || error == EDQUOT;
    default: return false;
  }
}

void Bind(sqlite3_stmt* statement, int place, const Field& field) {
  if (const auto* number = std::get_if<std::int64_t>(&field)) {
    sqlite3_bind_int64(statement, place, *number);
  } else if (const auto* text = std::get_if<std::string>(&field)) {
    // SQLITE_STATIC: the fields outlive the step of the statement, so SQLite need not copy
    // manifests.
    sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else {
    sqlite3_bind_null(statement, place);
  }
}

Row ReadRow(sqlite3_stmt* statement) {
  Row row;
  for (int column = 0; column < sqlite3_column_count(statement); ++column) {
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_NULL: row.emplace_back(); break;
      case SQLITE_INTEGER: row.emplace_back(sqlite3_column_int64(statement, column)); break;
      default: {
        // As a blob, because text may contain NUL bytes.
        const void* bytes = sqlite3_column_blob(statement, column);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        row.emplace_back(bytes == nullptr ? std::string()
                                          : std::string(static_cast<const char*>(bytes), size));
      }
    }
  }
  return row;
}

/// Returns the target of symbolic links, even if it does not exist yet.
std::filesystem::path TargetOf(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // as the kernel follows
  std::error_code error;
  for (int link = 0; link < kMostLinks && std::filesystem::is_symlink(path, error); ++link) {
    path = path.parent_path() / std::filesystem::read_symlink(path, error);
  }
  return path;
}

/// Creates a new file before SQLite does, because SQLite obeys the umask. SQLite gives its
/// write-ahead log and shared memory the mode of this file. An existing file is not opened, because
/// closing any descriptor of the file would release SQLite's locks.
void MakePrivateFile(const std::string& path) {
  if (path != ":memory:") {
    base::OpenPrivateFile(TargetOf(path).string(), O_RDWR | O_EXCL);
  }
}

/// Locks the folder as long as the result exists, because SQLite fails instead of waiting if
/// several processes switch a new database to the write-ahead log at the same time. A folder that
/// cannot be locked is not an error.
base::Descriptor LockFolderOf(const std::string& path) {
  base::Descriptor folder(open(std::filesystem::absolute(path).parent_path().c_str(),
                               O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  flock(folder.Number(), LOCK_EX);
  return folder;
}

}  // namespace

void SqliteDatabase::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

void SqliteDatabase::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteDatabase::SqliteDatabase(const std::string& path, base::Duration patience) : path_(path) {
  MakePrivateFile(path);
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &connection,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  connection_.reset(connection);
  if (code != SQLITE_OK) {
    Fail(code);
  }
  sqlite3_busy_timeout(connection, static_cast<int>(patience.count()));
  {
    const base::Descriptor alone = LockFolderOf(path);
    Run("PRAGMA journal_mode = WAL");
  }
  // With a write-ahead log, committed transactions survive a crash of any process.
  Run("PRAGMA synchronous = NORMAL");
  Run("PRAGMA foreign_keys = ON");
}

void SqliteDatabase::Fail(int code) const {
  std::string message = path_ + ": ";
  message += connection_ ? sqlite3_errmsg(connection_.get()) : sqlite3_errstr(code);
  const int error = connection_ ? sqlite3_system_errno(connection_.get()) : 0;
  const std::string advice = error == EFBIG
                                 ? "the file may not grow: raise the file size limit ('ulimit -f')"
                                 : Advice(code);
  throw base::StoreError(advice.empty() ? message : message + ": " + advice, CanRetry(code, error));
}

void SqliteDatabase::RequireInPlace() {
  int moved = 0;
  const int code = sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (code == SQLITE_OK && moved != 0) {
    throw base::StoreError(path_ +
                               ": the file was removed or replaced while it was open: what was "
                               "recorded since is lost; move files of a history only while no run "
                               "is active",
                           /*can_retry=*/false);
  }
}

sqlite3_stmt* SqliteDatabase::Prepare(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) {
    return found->second.get();
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) {
    Fail(code);
  }
  statements_.emplace(sql, std::unique_ptr<sqlite3_stmt, Finalize>(statement));
  return statement;
}

std::vector<Row> SqliteDatabase::Run(std::string_view sql, std::span<const Field> parameters) {
  sqlite3_stmt* const statement = Prepare(sql);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    Bind(statement, static_cast<int>(i) + 1, parameters[i]);
  }
  std::vector<Row> rows;
  int code = sqlite3_step(statement);
  while (code == SQLITE_ROW) {
    rows.push_back(ReadRow(statement));
    code = sqlite3_step(statement);
  }
  // Also after an error, because SQLite rejects parameters of a statement that was not reset.
  // Returns the error of the step.
  const int ended = sqlite3_reset(statement);
  if (code != SQLITE_DONE) {
    Fail(ended);
  }
  return rows;
}

}  // namespace executioner::store
