#include <algorithm>
#include <cctype>
#include <unordered_set>

#include "controller/domain/job_values.h"
#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

constexpr std::size_t kMostNamesOfRing = 20;

bool IsLetterOrDigit(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0;
}

bool IsJobName(const std::string& name) {
  return IsLetterOrDigit(name.front()) && IsLetterOrDigit(name.back()) &&
         std::ranges::all_of(name, [](char letter) {
           return IsLetterOrDigit(letter) || letter == '-' || letter == '_';
         });
}

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return text;
}

}  // namespace

GraphCheck::GraphCheck(const WorkflowSpec& spec, int most)
    : spec_(spec), most_(most), index_(spec.jobs), implied_(ImpliedDependencies(spec)) {
  for (int job = 0; job < static_cast<int>(spec.jobs.size()); ++job) {
    names_.push_back(spec.jobs[At(job)].name);
    // Names of pods are lower case (RFC 1123), so two such jobs would get similar names of pods.
    first_alike_.emplace(Lower(names_.back()), job);
  }
  for (const std::vector<int>& ring : Rings(Resolve())) {
    rings_.emplace(ring.front(), RingComplaint(ring));
  }
}

/// Resolves the known names of the graph. Jobs that depend on themselves are another complaint.
Graph GraphCheck::Resolve() const {
  Graph graph(spec_.jobs.size());
  for (int job = 0; job < static_cast<int>(spec_.jobs.size()); ++job) {
    for (const auto* const names : {&spec_.jobs[At(job)].depends_on, &implied_[At(job)]}) {
      for (const std::string& name : *names) {
        const int dependency = index_.Find(name);
        if (dependency >= 0 && dependency != job) {
          graph[At(job)].push_back(dependency);
        }
      }
    }
  }
  return graph;
}

std::string GraphCheck::RingComplaint(const std::vector<int>& ring) const {
  std::string text = "jobs wait for each other: ";
  std::string references;
  for (std::size_t i = 0; i < ring.size() && i < kMostNamesOfRing; ++i) {
    const std::string& name = names_[At(ring[i])];
    const std::string& next = names_[At(ring[(i + 1) % ring.size()])];
    text += name + " -> ";
    if (std::ranges::count(implied_[At(ring[i])], next) > 0) {
      references += (references.empty() ? "" : ", ") + ("'" + name + "' refers to '" + next + "'");
    }
  }
  if (ring.size() > kMostNamesOfRing) {
    text += "(" + std::to_string(ring.size() - kMostNamesOfRing) + " more) -> ";
  }
  text += names_[At(ring.front())];
  return references.empty()
             ? text + "; take one of these dependencies out"
             : text + " (" + references + "); take one of these dependencies or references out";
}

void GraphCheck::Check(const Place& place, int job) const {
  if (!spec_.single) {
    CheckName(place, job);
  }
  CheckDependencies(place, job);
}

void GraphCheck::CheckName(const Place& place, int job) const {
  const std::string& name = names_[At(job)];
  CheckLength(place, "name", name, {.least = 1, .most = 63});
  if (!name.empty() && !IsJobName(name)) {
    place.Field("name").Complain("'" + name +
                                 "' is not a name: letters, digits, '-' and '_', beginning and "
                                 "ending with a letter or digit");
  }
  const int alike = first_alike_.at(Lower(name));
  if (index_.Find(name) != job) {
    place.Field("name").Complain("job '" + name + "' is given twice, first as " +
                                 JobPath(spec_, index_.Find(name)));
  } else if (alike != job) {
    place.Field("name").Complain("'" + name + "' and '" + names_[At(alike)] + "' (" +
                                 JobPath(spec_, alike) +
                                 ") differ only in case: choose another name");
  }
}

/// Checks a list of names of jobs.
/// \param dependent  the job that depends on them; null: none does
void GraphCheck::CheckNames(const Place& list, const std::vector<std::string>& names,
                            const JobSpec* dependent) const {
  CheckCount(list, "", names.size(), {.most = most_});
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names[i];
    const Place item = list.Item(i);
    if (!seen.insert(name).second) {
      item.Complain("'" + name + "' is given twice");
    } else if (index_.Find(name) < 0) {
      const std::string unknown =
          dependent == nullptr
              ? "there is no job '" + name + "'"
              : "job '" + dependent->name + "' depends on '" + name + "', which does not exist";
      item.Complain(unknown + list.All().Suggest(name, names_));
    } else if (dependent != nullptr && name == dependent->name) {
      item.Complain("job '" + name + "' depends on itself");
    }
  }
}

void GraphCheck::CheckDependencies(const Place& place, int job) const {
  const JobSpec& spec = spec_.jobs[At(job)];
  CheckNames(place.Field("dependsOn"), spec.depends_on, &spec);
  if (const auto ring = rings_.find(job); ring != rings_.end()) {
    place.Field(spec.depends_on.empty() ? "" : "dependsOn").Complain(ring->second);
  }
  if (spec.trigger && spec.depends_on.empty()) {
    place.Field("trigger").Complain(
        "needs dependsOn: a job that waits for nothing has nothing to be triggered by");
  }
}

void GraphCheck::CheckSkip(const Place& place) const {
  CheckNames(place.Field("skip"), spec_.controls.skip, nullptr);
}

}  // namespace executioner::domain
