#include <array>
#include <regex.h>

#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

void CheckText(const Place& place, std::string_view below, const std::string& text) {
  CheckLength(place, below, text, {.least = 1, .most = 1024});
  CheckReferences(place, below, text);
}

/// Rejects patterns that the runner could not use, before anything runs.
void CheckPattern(const Place& place, std::string_view below, const std::string& pattern) {
  CheckText(place, below, pattern);
  regex_t compiled = {};
  if (pattern.find("$(") != std::string::npos) {
    return;  // values are substituted first
  }
  const int error = regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB);
  if (error == 0) {
    regfree(&compiled);
    return;
  }
  std::array<char, 128> why{};
  regerror(error, &compiled, why.data(), why.size());
  place.Field(below).Complain("'" + pattern +
                              "' is not a POSIX extended regular expression: " + why.data());
}

void CheckOne(const Place& place, const Check& check) {
  switch (check.kind) {
    case CheckKind::kFileExists: CheckText(place, "fileExists.path", check.path); break;
    case CheckKind::kDirectoryExists: CheckText(place, "directoryExists.path", check.path); break;
    case CheckKind::kFileNotEmpty: CheckText(place, "fileNotEmpty.path", check.path); break;
    case CheckKind::kFilesMatch:
      CheckText(place, "filesMatch.glob", check.glob);
      CheckPattern(place, "filesMatch.pattern", check.pattern);
      break;
    case CheckKind::kFilesLack:
      CheckText(place, "filesLack.glob", check.glob);
      CheckPattern(place, "filesLack.pattern", check.pattern);
      break;
    case CheckKind::kCommand:
      CheckArguments(place, "command.command", check.command, {.least = 1, .most = 64}, 4096);
      CheckNumber(place, "command.timeoutSeconds", check.timeout_seconds, {.least = 1});
      break;
  }
}

}  // namespace

void CheckChecks(const Place& place, std::string_view below, const std::vector<Check>& checks) {
  CheckCount(place, below, checks.size(), {.most = 32});
  for (std::size_t i = 0; i < checks.size(); ++i) {
    CheckOne(place.Field(ItemPath(below, i)), checks[i]);
  }
}

}  // namespace executioner::domain
