#include "runner/expand_glob.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "runner/text.h"

namespace executioner::runner {
namespace {

/// The expansion of one pattern, component by component.
class Expansion {
 public:
  explicit Expansion(List<const char*>* paths) : paths_(paths) {}

  /// \param folder   the matched part, with a trailing slash; empty for the working directory
  /// \param pattern  the components that remain to be matched
  void Expand(Bytes folder, const char* pattern) {
    const size_t slashes = strspn(pattern, "/");
    if (slashes > 0) {
      Text deeper;
      deeper.Add(folder).Add({pattern, slashes});
      Expand(deeper.All(), pattern + slashes);
      return;
    }
    const size_t length = strcspn(pattern, "/");
    Text component;
    component.Add({pattern, length});
    const char* rest = pattern + length;
    if (strpbrk(component.String(), "*?[\\") == nullptr) {
      Take(folder, component.String(), rest);
    } else {
      Search(folder, component.String(), rest);
    }
  }

  int Error() const { return error_; }

 private:
  void Take(Bytes folder, const char* name, const char* rest) {
    Text path;
    path.Add(folder).Add(name);
    if (*rest != '\0') {
      Expand(path.All(), rest);
      return;
    }
    struct stat status = {};
    if (lstat(path.String(), &status) == 0) {
      paths_->Add(path.String());
    }
  }

  void Search(Bytes folder, const char* component, const char* rest) {
    Text path;
    path.Add(folder).Add(".");
    DIR* entries = opendir(path.String());
    if (entries == nullptr) {
      if (errno != ENOENT && errno != ENOTDIR) {
        error_ = errno;
      }
      return;
    }
    const dirent* entry = nullptr;
    while ((entry = readdir(entries)) != nullptr) {
      if (fnmatch(component, entry->d_name, FNM_PERIOD) == 0) {
        Take(folder, entry->d_name, rest);
      }
    }
    closedir(entries);
  }

  List<const char*>* paths_;
  int error_ = 0;
};

}  // namespace

int ExpandGlob(const char* pattern, List<const char*>* paths) {
  Expansion expansion(paths);
  expansion.Expand({}, pattern);
  return expansion.Error();
}

}  // namespace executioner::runner
