#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

void CheckText(const Place& place, std::string_view below, const std::string& text) {
  CheckLength(place, below, text, {.least = 1, .most = 1024});
  CheckReferences(place, below, text);
}

void CheckOne(const Place& place, const Check& check) {
  switch (check.kind) {
    case CheckKind::kFileExists: CheckText(place, "fileExists.path", check.path); break;
    case CheckKind::kDirectoryExists: CheckText(place, "directoryExists.path", check.path); break;
    case CheckKind::kFileNotEmpty: CheckText(place, "fileNotEmpty.path", check.path); break;
    case CheckKind::kFilesMatch:
      CheckText(place, "filesMatch.glob", check.glob);
      CheckText(place, "filesMatch.pattern", check.pattern);
      break;
    case CheckKind::kFilesLack:
      CheckText(place, "filesLack.glob", check.glob);
      CheckText(place, "filesLack.pattern", check.pattern);
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
