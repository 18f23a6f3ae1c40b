#include "controller/legacy/config/config.h"

#include <algorithm>

namespace executioner::legacy {

const std::vector<std::string>& DefaultNames() {
  // As the old program had them (docs/compatibility.md).
  static const std::vector<std::string> kNames{"PATH",        "LD_LIBRARY_PATH",
                                               "HOME",        "USER",
                                               "SHELL",       "HOSTNAME",
                                               "TERM",        "DISPLAY",
                                               "LANG",        "LC_ALL",
                                               "LC_CTYPE",    "TZ",
                                               "TMPDIR",      "TEMP",
                                               "TMP",         "JAVA_HOME",
                                               "PYTHON_HOME", "NODE_PATH"};
  return kNames;
}

bool InheritedEnv::Passes(std::string_view name) const {
  switch (kind) {
    case Kind::kAll: return true;
    case Kind::kNone: return false;
    case Kind::kDefault: return std::ranges::count(DefaultNames(), name) > 0;
    case Kind::kListed: return std::ranges::count(names, name) > 0;
  }
  return false;
}

}  // namespace executioner::legacy
