#include "controller/legacy/importers/script_shell.h"

#include <regex>

#include "controller/legacy/importers/statement_kind.h"

namespace executioner::legacy::importers {

ScriptShell ShellOf(std::string_view script) {
  ScriptShell shell;
  if (!script.starts_with("#!")) {
    return shell;
  }
  const std::string line = HeadOf(std::string(script.substr(0, script.find('\n'))));
  static const std::regex kShell(R"(\b(bash|dash|sh|ksh|zsh)\b(\s+(-[A-Za-z]*))?)");
  std::smatch match;
  if (!std::regex_search(line, match, kShell)) {
    shell.error = "'" + line + "' is not a shell";
    return shell;
  }
  // Images without dash have it as sh, or have a shell that understands the same.
  shell.words = {"/bin/" + (match[1] == "dash" ? std::string("sh") : match[1].str())};
  // Words of ksh and zsh mean other things in places, so nothing is divided that might depend on
  // them.
  shell.is_known = match[1] != "ksh" && match[1] != "zsh";
  if (match[3].length() > 1) {
    shell.stops_on_error = match[3].str().find('e') != std::string::npos;
    shell.words.push_back(match[3]);
  }
  return shell;
}

}  // namespace executioner::legacy::importers
