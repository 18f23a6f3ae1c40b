#include "controller/base/private_files.h"

#include <cerrno>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace executioner::base {
namespace {

constexpr mode_t kFileMode = S_IRUSR | S_IWUSR;
constexpr mode_t kFolderMode = S_IRWXU;
constexpr mode_t kRights = S_IRWXU | S_IRWXG | S_IRWXO;

std::error_code LastError() {
  return {errno, std::generic_category()};
}

}  // namespace

Descriptor OpenPrivateFile(const std::string& path, int flags) {
  Descriptor file(open(path.c_str(), flags | O_CREAT | O_CLOEXEC, kFileMode));

  struct stat status {};

  // By descriptor, because the name may refer to another file by now. A device such as /dev/null is
  // not changed.
  if (file.Number() >= 0 && fstat(file.Number(), &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_uid == geteuid() && (status.st_mode & kRights) != kFileMode) {
    fchmod(file.Number(), kFileMode);
  }
  return file;
}

std::error_code WritePrivateFile(const std::string& path, std::string_view text) {
  // A new file instead of a truncated one: somebody may have the old one open, or it may be a link.
  unlink(path.c_str());
  const Descriptor file = OpenPrivateFile(path, O_WRONLY | O_EXCL | O_NOFOLLOW);
  if (file.Number() < 0) {
    return LastError();
  }
  while (!text.empty()) {
    const ssize_t written = write(file.Number(), text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return LastError();
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return {};
}

std::error_code MakePrivateFolder(const std::string& path) {
  std::filesystem::path made;
  for (const std::filesystem::path& part : std::filesystem::path(path)) {
    made /= part;
    if (mkdir(made.c_str(), kFolderMode) == 0) {
      chmod(made.c_str(), kFolderMode);  // the umask may have removed the owner's permissions
      continue;
    }
    std::error_code error = LastError();
    // A system may answer EROFS or EACCES for a folder that exists.
    if (std::error_code missing; !std::filesystem::is_directory(made, missing)) {
      return error.value() == EEXIST ? std::make_error_code(std::errc::not_a_directory) : error;
    }
  }
  return {};
}

void RestrictToOwner(const std::string& path) {
  struct stat status {};

  // A sticky folder such as /tmp belongs to all users.
  if (stat(path.c_str(), &status) == 0 && status.st_uid == geteuid() &&
      (status.st_mode & S_ISVTX) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    chmod(path.c_str(), status.st_mode & S_IRWXU);
  }
}

}  // namespace executioner::base
