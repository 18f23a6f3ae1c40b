#include <algorithm>
#include <array>

#include "controller/domain/references.h"
#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

bool HasChecks(const std::optional<std::vector<Check>>& checks) {
  return checks && !checks->empty();
}

bool HasRunnerFields(const JobTemplate& work) {
  return work.timeout_seconds || HasChecks(work.pre_checks) || HasChecks(work.post_checks) ||
         (work.results && !work.results->empty());
}

bool IsShell(std::string_view program) {
  constexpr std::array<std::string_view, 6> kShells{"sh", "bash", "dash", "ash", "ksh", "zsh"};
  return std::ranges::count(kShells, program.substr(program.rfind('/') + 1)) > 0;
}

/// Warns of Windows line endings. The kernel looks for an interpreter whose name ends in CR, and a
/// shell reads the CR as part of the last word of each line.
void WarnOfLineEnds(const Place& place, const JobTemplate& work) {
  const std::string warning =
      "has Windows line ends (CRLF), which a shell reads as a part of each line's last word and a "
      "'#!' line as a part of the interpreter's name; save the file with LF";
  const auto has = [](const std::string& text) { return text.find("\r\n") != std::string::npos; };
  if (work.script && has(*work.script)) {
    place.Field("script").Complain(warning);
  }
  if (work.command && std::ranges::any_of(*work.command, has)) {
    place.Field("command").Complain(warning);
  }
  if (work.args && std::ranges::any_of(*work.args, has)) {
    place.Field("args").Complain(warning);
  }
}

bool HasReference(const std::vector<std::string>& texts) {
  return std::ranges::any_of(texts,
                             [](const std::string& text) { return !FindReferences(text).empty(); });
}

void WarnOfShellText(const Place& place, const JobTemplate& work) {
  if (!work.command || work.command->empty() || !IsShell(work.command->front()) ||
      std::ranges::count(*work.command, "-c") == 0) {
    return;
  }
  const std::string warning =
      "puts a value into text that a shell reads as commands; pass it through with instead";
  if (HasReference(*work.command)) {
    place.Field("command").Complain(warning);
  }
  if (work.args && HasReference(*work.args)) {
    place.Field("args").Complain(warning);
  }
}

void WarnOfEntrypoint(const Place& place, const JobTemplate& work, const JobTemplate& defaults) {
  if (!RunsEntrypoint(work, defaults)) {
    return;
  }
  if (work.args && (defaults.command || defaults.script)) {
    place.Field("args").Complain(
        "replaces the command of spec.defaults as well, so the entrypoint of the image runs; "
        "repeat the command here to keep it");
  }
  if (HasRunnerFields(defaults)) {
    place.Complain(
        "has neither command nor script, so timeoutSeconds, preChecks, postChecks and results of "
        "spec.defaults do not apply to it");
  }
}

}  // namespace

std::vector<Complaint> Warnings(const WorkflowSpec& spec) {
  Complaints warnings;
  for (int job = 0; job < static_cast<int>(spec.jobs.size()); ++job) {
    const Place place(warnings, JobPath(spec, job));
    WarnOfShellText(place, spec.jobs[At(job)].work);
    WarnOfLineEnds(place, spec.jobs[At(job)].work);
    WarnOfEntrypoint(place, spec.jobs[At(job)].work, spec.defaults);
  }
  WarnOfShellText(Place(warnings, "spec.defaults"), spec.defaults);
  WarnOfLineEnds(Place(warnings, "spec.defaults"), spec.defaults);
  if (spec.after_timeout_seconds && spec.after.empty()) {
    warnings.Add("spec.afterTimeoutSeconds", "has no effect without after");
  }
  return warnings.List();
}

}  // namespace executioner::domain
