#include "controller/domain/references.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "controller/domain/expand_env.h"

namespace executioner::domain {
namespace {

// Roots without a known reference are reserved. They are errors today, so that a later version can
// give them a meaning without changing a text that works.
constexpr std::array<std::string_view, 6> kRoots{"params", "jobs",     "item",
                                                 "index",  "workflow", "job"};
constexpr std::string_view kOpen = "$(";
constexpr std::string_view kEscapedOpen = "$$(";

bool IsName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '-';
  });
}

bool IsRoot(std::string_view name, bool alone) {
  const bool may_be_alone = name == "item" || name == "index";
  const bool may_have_names = name != "index";
  return (alone ? may_be_alone : may_have_names) && std::ranges::count(kRoots, name) > 0;
}

/// Whether `path`, the text between the brackets, follows the grammar.
bool IsPath(std::string_view path) {
  const std::size_t root_end = path.find('.');
  if (!IsRoot(path.substr(0, root_end), root_end == std::string_view::npos)) {
    return false;
  }
  for (std::size_t dot = root_end; dot != std::string_view::npos;) {
    const std::size_t next = path.find('.', dot + 1);
    if (!IsName(path.substr(dot + 1, next == std::string_view::npos ? next : next - dot - 1))) {
      return false;
    }
    dot = next;
  }
  return true;
}

/// The path of the reference that `text` begins with, or "".
std::string_view LeadingPath(std::string_view text) {
  // No path contains any of these. Because `$` ends the search, a text of many `$(` is still
  // scanned in linear time.
  const std::size_t end = text.find_first_of(")$ \n", kOpen.size());
  if (end == std::string_view::npos || text[end] != ')') {
    return {};
  }
  const std::string_view path = text.substr(kOpen.size(), end - kOpen.size());
  return IsPath(path) ? path : std::string_view{};
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

constexpr std::array<KnownReference, 5> kKnown{{
    {"workflow.name", "name of the Workflow or Job",
     [](const Values& values) { return values.workflow; }},
    {"workflow.namespace", "namespace of the Workflow or Job",
     [](const Values& values) { return values.ns; }},
    {"workflow.uid", "UID of the Workflow or Job; in a local run, the number of the run",
     [](const Values& values) { return values.uid; }},
    {"workflow.run", "number of the run",
     [](const Values& values) { return std::to_string(values.run); }},
    {"job.attempt", "number of the attempt of the job within the run, from 1",
     [](const Values& values) { return std::to_string(values.attempt); }},
}};

/// \param escape  protects text that a later expansion must not change
template <class Escape>
std::string Replace(std::string_view text, const Values& values, Escape escape) {
  std::string replaced;
  Scan(
      text,
      [&](std::string_view part, bool is_escape) {
        if (is_escape) {
          replaced += escape(part);
        } else {
          replaced += part;
        }
      },
      [&](std::string_view path, std::size_t) {
        const auto* const known = std::ranges::find(kKnown, path, &KnownReference::path);
        if (known != kKnown.end()) {
          replaced += escape(known->value(values));
        } else {
          replaced.append(kOpen).append(path).append(")");
        }
      });
  return replaced;
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

std::span<const KnownReference> KnownReferences() {
  return kKnown;
}

std::string Substitute(std::string_view text, const Values& values) {
  return Replace(text, values, [](std::string_view part) { return part; });
}

std::string SubstituteEscaped(std::string_view text, const Values& values) {
  return Replace(text, values, EscapeDollars);
}

}  // namespace executioner::domain
