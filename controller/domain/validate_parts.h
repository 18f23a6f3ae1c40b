/// \file
/// The parts of validate.h, one per topic, and what they share. Not for use elsewhere.
#pragma once

#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "controller/domain/complaints.h"
#include "controller/domain/field.h"
#include "controller/domain/named_graph.h"
#include "controller/domain/validate.h"

namespace executioner::domain {

/// A place in the manifest and where complaints about it go. Borrows the complaints.
class Place {
 public:
  Place(Complaints& complaints, std::string path)
      : complaints_(&complaints), path_(std::move(path)) {}

  /// \param below  a field as it is written, "name" or "env[0].value"; "" for the place itself
  Place Field(std::string_view below) const {
    return {*complaints_, below.empty() ? path_ : path_ + "." + std::string(below)};
  }

  /// \param key  of a map: any text
  Place Key(std::string_view key) const { return {*complaints_, KeyPath(path_, key)}; }

  Place Item(std::size_t index) const { return {*complaints_, ItemPath(path_, index)}; }

  void Complain(std::string message) const { complaints_->Add(path_, std::move(message)); }

  Complaints& All() const { return *complaints_; }

  const std::string& Path() const { return path_; }

 private:
  Complaints* complaints_;
  std::string path_;
};

/// Both ends are allowed.
struct Range {
  int least = 0;
  int most = std::numeric_limits<int>::max();
};

/// Complains when the number is there and out of range. As in all of these, `below` is a field of
/// the place, see Place::Field.
void CheckNumber(const Place& place, std::string_view below, std::optional<int> value, Range range);

/// Visits a list and complains about the struct's own numbers that are out of its bounds.
class NumberCheck {
 public:
  explicit NumberCheck(const Place& place) : place_(place) {}

  template <class Value>
  void operator()(const Field& field, const Value& value, const auto&...) {
    if constexpr (std::convertible_to<Value, std::optional<int>> && !std::same_as<Value, bool>) {
      Check(field.key, value, field.least, field.most);
    }
  }

 private:
  void Check(std::string_view key, std::optional<int> value, std::optional<int> least,
             std::optional<int> most);

  Place place_;
};

/// Complains when the text has fewer or more characters (Unicode code points) than allowed, and
/// about NUL bytes: arguments, environment and paths of a process end at them.
void CheckLength(const Place& place, std::string_view below, const std::string& text, Range range);

/// Complains when the list has fewer or more entries than allowed.
void CheckCount(const Place& place, std::string_view below, std::size_t count, Range range);

/// Complains about each reference in the text to something that does not exist.
void CheckReferences(const Place& place, std::string_view below, const std::string& text);

/// CheckCount, and for each entry CheckLength and CheckReferences. Where at least one entry is
/// needed the first one names a program, so it may not be empty.
/// \param longest  characters of an entry
void CheckArguments(const Place& place, std::string_view below,
                    const std::vector<std::string>& arguments, Range count, int longest);

/// Complains about references in `script` and `shell`, which get no values.
void CheckScriptReferences(const Place& place, std::string_view below, const std::string& text);

/// What jobs and `defaults` share, looked at alone.
/// \param is_default  of `defaults`, where a shell alone is that of all scripts
void CheckTemplate(const Place& place, const JobTemplate& work, const ValidationRules& rules,
                   bool is_default = false);
void CheckEnv(const Place& place, const JobTemplate& work);
void CheckRetry(const Place& place, const RetryPolicy& retry);
void CheckChecks(const Place& place, std::string_view below, const std::vector<Check>& checks);

void CheckPodTemplate(const Place& place, const PodTemplate& pod, const ValidationRules& rules);

/// Whether the job runs the entrypoint of its image, without the runner.
bool RunsEntrypoint(const JobTemplate& work, const JobTemplate& defaults);

/// What may change during a run, and what a Job waits for.
void CheckControls(const Place& place, const WorkflowSpec& spec);
void CheckAfter(const Place& place, const WorkflowSpec& spec);

/// Names, dependencies and rings. Borrows the spec.
class GraphCheck {
 public:
  /// \param most  names that a list may have: as many as there may be jobs
  GraphCheck(const WorkflowSpec& spec, int most);

  /// \param place  of the job
  void Check(const Place& place, int job) const;

  /// Names in `skip` that do not exist or stand twice.
  void CheckSkip(const Place& place) const;

 private:
  void CheckName(const Place& place, int job) const;
  void CheckDependencies(const Place& place, int job) const;

  const WorkflowSpec& spec_;
  int most_;
  NameIndex index_;
  std::unordered_map<std::string, int> first_alike_;  ///< lower-case name -> its first job
  std::vector<std::string> names_;
  std::map<int, std::string> rings_;  ///< first job of a ring -> complaint
};

/// "spec.jobs[2]"; "spec" for a Job.
std::string JobPath(const WorkflowSpec& spec, int job);

}  // namespace executioner::domain
