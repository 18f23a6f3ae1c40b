#include "controller/base/shared_library.h"

#include <dlfcn.h>
#include <utility>

#include "controller/base/error.h"

namespace executioner::base {

SharedLibrary::SharedLibrary(std::string name, std::string package)
    : name_(std::move(name)),
      package_(std::move(package)),
      // RTLD_NOW reports a library that does not fit here, not in the middle of a run.
      handle_(dlopen(name_.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) {
    throw MissingLibraryError("the library " + name_ + " is missing; install the package " +
                              package_);
  }
}

void* SharedLibrary::Symbol(const char* name) const {
  void* const symbol = dlsym(handle_, name);
  if (symbol == nullptr) {
    throw MissingLibraryError("the library " + name_ + " has no function " + name +
                              "; update the package " + package_);
  }
  return symbol;
}

}  // namespace executioner::base
