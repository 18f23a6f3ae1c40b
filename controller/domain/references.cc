#include "controller/domain/references.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "controller/domain/expand_env.h"
#include "controller/domain/value_text.h"

namespace executioner::domain {
namespace {

// Roots without a known reference are reserved. They are errors today, so that a later version can
// give them a meaning without changing a text that works.
constexpr std::array<std::string_view, 7> kRoots{"params",   "jobs", "item",    "index",
                                                 "workflow", "job",  "schedule"};
constexpr std::string_view kOpen = "$(";
constexpr std::string_view kEscapedOpen = "$$(";
constexpr std::string_view kOpenKey = "[\"";
constexpr std::string_view kCloseKey = "\"]";

bool IsNameLetter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-';
}

/// No `$`: a text of many `$(` is scanned in linear time because no path contains another. No
/// backslash: a key is written as it is.
bool IsKeyLetter(char letter) {
  return static_cast<unsigned char>(letter) >= ' ' && letter != '$' && letter != '"' &&
         letter != '\\';
}

/// Removes the leading letters for which `is_letter` holds.
std::string_view Take(std::string_view& text, bool (*is_letter)(char)) {
  const auto end = std::ranges::find_if_not(text, is_letter);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

/// Removes `.name` or `["text"]`.
/// \return the name; "" if the text begins with neither
std::string_view TakeStep(std::string_view& text) {
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    return Take(text, IsNameLetter);
  }
  if (!text.starts_with(kOpenKey)) {
    return {};
  }
  text.remove_prefix(kOpenKey.size());
  const std::string_view key = Take(text, IsKeyLetter);
  if (!text.starts_with(kCloseKey)) {
    return {};
  }
  text.remove_prefix(kCloseKey.size());
  return key;
}

bool IsRoot(std::string_view name, bool alone) {
  const bool may_be_alone = name == "item" || name == "index";
  const bool may_have_names = name != "index";
  return (alone ? may_be_alone : may_have_names) && std::ranges::count(kRoots, name) > 0;
}

/// The path of the reference that `text` begins with, or "".
std::string_view LeadingPath(std::string_view text) {
  const std::string_view path = text.substr(kOpen.size());
  std::string_view rest = path;
  const std::string_view root = Take(rest, IsNameLetter);
  if (!IsRoot(root, rest.starts_with(')'))) {
    return {};
  }
  while (!rest.empty() && !rest.starts_with(')')) {
    if (TakeStep(rest).empty()) {
      return {};
    }
  }
  return rest.empty() ? rest : path.substr(0, path.size() - rest.size());
}

/// Calls one of the two for each part of the text, in order.
template <class OnText, class OnPath>
void Scan(std::string_view text, OnText on_text, OnPath on_path) {
  std::size_t done = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at)) {
    const std::string_view rest = text.substr(at);
    const std::string_view path = rest.starts_with(kOpen) ? LeadingPath(rest) : std::string_view{};
    if (!path.empty()) {
      on_text(text.substr(done, at - done), false);
      on_path(path, at);
      at = done = at + kOpen.size() + path.size() + 1;
    } else if (rest.starts_with(kEscapedOpen)) {
      on_text(text.substr(done, at - done), false);
      on_text(kOpen, true);
      at = done = at + kEscapedOpen.size();
    } else {
      ++at;
    }
  }
  on_text(text.substr(done), false);
}

constexpr std::size_t kDateLength = std::string_view("2026-11-24").size();

constexpr std::array<KnownReference, 8> kKnown{{
    {"workflow.name", "name of the Workflow or Job",
     [](const Values& values) { return values.workflow; }},
    {"workflow.namespace", "namespace of the Workflow or Job",
     [](const Values& values) { return values.ns; }},
    {"workflow.uid", "UID of the Workflow or Job; in a local run, the number of the run",
     [](const Values& values) { return values.uid; }},
    {"workflow.run", "number of the run",
     [](const Values& values) { return std::to_string(values.run); }},
    {"workflow.startTime", "when the run started, in UTC: `2026-11-24T02:30:00Z`",
     [](const Values& values) { return base::FormatTime(values.start); }},
    {"schedule.time", "time for which the run was scheduled; without a schedule, when it started",
     [](const Values& values) { return base::FormatTime(values.start); }},
    {"schedule.date", "the date of `schedule.time`: `2026-11-24`",
     [](const Values& values) { return base::FormatTime(values.start).substr(0, kDateLength); }},
    {"job.attempt", "number of the attempt of the job within the run, from 1",
     [](const Values& values) { return std::to_string(values.attempt); }},
}};

std::string Written(std::string_view path) {
  return std::string(kOpen).append(path).append(")");
}

std::optional<Resolved> ResolveParam(const Sources& sources, const Steps& steps,
                                     std::string_view path) {
  const Param* const param = FindParam(sources.params, steps[1]);
  if (param == nullptr) {
    return std::nullopt;
  }
  if (param->value.text.empty()) {
    return Refusal{Reason::kInvalidSpec,
                   Written(path) + ": param '" + param->name +
                       "' has no value here; outside of a cluster the value of a Secret or "
                       "ConfigMap comes from -p or the variable " +
                       std::string(kParamVariablePrefix) + param->name};
  }
  return ResolveField(param->value.text, std::span(steps).subspan(2), path);
}

/// `workflow.labels.KEY`, `workflow.annotations.KEY`.
std::optional<Resolved> ResolveMetadata(const Sources& sources, const Steps& steps,
                                        std::string_view path) {
  constexpr std::size_t kSteps = 3;
  const bool label = steps[1] == "labels";
  if (steps.size() != kSteps || (!label && steps[1] != "annotations")) {
    return std::nullopt;
  }
  static const Metadata kNone;
  const Metadata& metadata = sources.metadata == nullptr ? kNone : *sources.metadata;
  const auto& entries = label ? metadata.labels : metadata.annotations;
  const auto found = entries.find(steps[2]);
  if (found == entries.end()) {
    return Refusal{Reason::kInvalidSpec,
                   Written(path) + ": the object has no such " + (label ? "label" : "annotation")};
  }
  return found->second;
}

/// \return nothing if there is no such reference
std::optional<Resolved> Resolve(std::string_view path, const Sources& sources) {
  const auto* const known = std::ranges::find(kKnown, path, &KnownReference::path);
  if (known != kKnown.end()) {
    return known->value(sources.values);
  }
  const Steps steps = StepsOf(path);
  if (steps.size() < 2) {
    return std::nullopt;
  }
  if (steps[0] == "params") {
    return ResolveParam(sources, steps, path);
  }
  if (steps[0] == "workflow") {
    return ResolveMetadata(sources, steps, path);
  }
  return steps[0] == "jobs" && sources.jobs ? sources.jobs(std::span(steps).subspan(1))
                                            : std::nullopt;
}

Refusal TooLarge(const std::string& what, std::size_t most) {
  return {Reason::kValueTooLarge, what + " is larger than " + std::to_string(most) +
                                      " bytes: hand large data on in a file"};
}

/// \param escape  protects text that a later expansion must not change
template <class Escape>
Resolved Replace(std::string_view text, const Sources& sources, Escape escape) {
  std::string replaced;
  std::size_t size = 0;  // as the process gets it, before escapes
  std::optional<Refusal> refusal;
  Scan(
      text,
      [&](std::string_view part, bool is_escape) {
        size += part.size();
        if (is_escape) {
          replaced += escape(part);
        } else {
          replaced += part;
        }
      },
      [&](std::string_view path, std::size_t) {
        if (refusal || size > kLargestText) {
          return;
        }
        const std::optional<Resolved> resolved = Resolve(path, sources);
        if (!resolved) {
          replaced += Written(path);
        } else if (const auto* const value = std::get_if<std::string>(&*resolved)) {
          size += value->size();
          replaced += escape(*value);
        } else {
          refusal = std::get<Refusal>(*resolved);
        }
      });
  if (!refusal && size > kLargestText) {
    refusal = TooLarge("an argument or a variable with its values", kLargestText);
  }
  return refusal ? Resolved(*std::move(refusal)) : Resolved(std::move(replaced));
}

}  // namespace

std::vector<Reference> FindReferences(std::string_view text) {
  std::vector<Reference> found;
  Scan(
      text, [](std::string_view, bool) {},
      [&](std::string_view path, std::size_t offset) {
        found.push_back({.path = std::string(path), .offset = offset});
      });
  return found;
}

std::optional<Reference> WholeReference(std::string_view text) {
  if (!text.starts_with(kOpen)) {
    return std::nullopt;
  }
  const std::string_view path = LeadingPath(text);
  const bool whole = !path.empty() && kOpen.size() + path.size() + 1 == text.size();
  return whole ? std::optional(Reference{.path = std::string(path)}) : std::nullopt;
}

Steps StepsOf(std::string_view path) {
  Steps steps{std::string(Take(path, IsNameLetter))};
  while (!path.empty()) {
    const std::string_view step = TakeStep(path);
    if (step.empty()) {  // not a path that FindReferences returns
      break;
    }
    steps.emplace_back(step);
  }
  return steps;
}

std::span<const KnownReference> KnownReferences() {
  return kKnown;
}

const Param* FindParam(std::span<const Param> params, std::string_view name) {
  const auto found = std::ranges::find(params, name, &Param::name);
  return found == params.end() ? nullptr : &*found;
}

Resolved ResolveField(std::string_view json, std::span<const std::string> fields,
                      std::string_view path) {
  const std::optional<std::string_view> field = FieldAt(json, fields);
  if (!field) {
    return Refusal{Reason::kMissingResult, Written(path) + ": the value has no such field"};
  }
  std::string text = TextOfValue(*field);
  if (text.size() > kLargestValue) {
    return TooLarge("the value of " + Written(path), kLargestValue);
  }
  if (text.find('\0') != std::string::npos) {
    return Refusal{Reason::kInvalidSpec,
                   Written(path) + ": the value has a NUL byte, which no process can be given"};
  }
  return text;
}

Resolved Substitute(std::string_view text, const Sources& sources) {
  return Replace(text, sources, [](std::string_view part) { return part; });
}

Resolved SubstituteEscaped(std::string_view text, const Sources& sources) {
  return Replace(text, sources, EscapeDollars);
}

}  // namespace executioner::domain
