#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "controller/adapters/queue/bell.h"
#include "controller/base/descriptor.h"
#include "controller/base/error.h"
#include "controller/base/private_files.h"
#include "controller/base/system_error_text.h"

namespace executioner::queue {
namespace {

/// Written to: pushed. Its times set: stopped. The file itself stays one byte long.
class FileBell : public Bell {
 public:
  // A file for each topic, so that the answers of one run do not wake the others.
  FileBell(std::string path, std::string topic)
      : path_(std::move(path)),
        topic_(std::move(topic)),
        changed_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
    const std::string file = FileOf(topic_);
    const base::Descriptor made = base::OpenPrivateFile(file, O_WRONLY);
    if (made.Number() < 0 ||
        inotify_add_watch(changed_.Number(), file.c_str(), IN_MODIFY | IN_ATTRIB) < 0) {
      throw base::StoreError("cannot watch " + file + ": " + base::SystemErrorText(errno),
                             /*can_retry=*/false);
    }
  }

  ~FileBell() override {
    if (topic_ != history::kJobsTopic) {
      unlink(FileOf(topic_).c_str());  // nobody else listens to the answers of a run
    }
  }

  FileBell(const FileBell&) = delete;
  FileBell& operator=(const FileBell&) = delete;

  void Ring(const std::string& topic, bool stop) override {
    const base::Descriptor file(open(FileOf(topic).c_str(), O_WRONLY | O_CLOEXEC));
    if (file.Number() < 0) {
      return;  // nobody has listened yet
    }
    if (stop) {
      // Changes of attributes are reported apart from writes, so one file carries both kinds of
      // news.
      futimens(file.Number(), nullptr);
    } else {
      // A write of the same byte: inotify reports it, and the file never grows.
      static_cast<void>(pwrite(file.Number(), "!", 1, 0) == 1);
    }
  }

  int Descriptor() const override { return changed_.Number(); }

  history::QueueNews Take() override {
    history::QueueNews news;
    alignas(inotify_event) std::array<char, 4096> buffer{};
    ssize_t size = 0;
    while ((size = read(changed_.Number(), buffer.data(), buffer.size())) > 0) {
      for (ssize_t at = 0; at < size;) {
        inotify_event event{};
        std::memcpy(&event, buffer.data() + at, sizeof event);
        news.pushed = news.pushed || (event.mask & IN_ATTRIB) == 0;  // an overflow may be anything
        news.stopped = news.stopped || (event.mask & IN_MODIFY) == 0;
        at += static_cast<ssize_t>(sizeof event + event.len);
      }
    }
    return news;
  }

 private:
  std::string FileOf(const std::string& topic) const { return path_ + "-" + topic + ".bell"; }

  std::string path_;
  std::string topic_;
  base::Descriptor changed_;
};

}  // namespace

std::unique_ptr<Bell> MakeFileBell(std::string path, std::string topic) {
  return std::make_unique<FileBell>(std::move(path), std::move(topic));
}

}  // namespace executioner::queue
