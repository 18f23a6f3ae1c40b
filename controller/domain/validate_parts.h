/// \file
/// The parts of validate.h, one per topic. Internal to validation.
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
#include "controller/domain/expression/type.h"
#include "controller/domain/field.h"
#include "controller/domain/named_graph.h"
#include "controller/domain/validate.h"

namespace executioner::domain {

/// What the references in a spec may name. Borrows the spec.
class ReferenceScope {
 public:
  explicit ReferenceScope(const WorkflowSpec& spec)
      : spec_(spec), params_(spec.params), jobs_(spec.jobs) {}

  /// \return the param of that name; null if there is none
  const Param* FindParam(std::string_view name) const;

  /// \return the job of that name; null if there is none
  const JobSpec* FindJob(std::string_view name) const;

  const WorkflowSpec& Spec() const { return spec_; }

 private:
  const WorkflowSpec& spec_;
  NameIndex params_;
  NameIndex jobs_;
};

/// A place in the manifest that collects complaints about it. Borrows complaints and scope.
class Place {
 public:
  /// \param job  the name of the job to which the place belongs; "" if to none
  Place(Complaints& complaints, std::string path, const ReferenceScope* scope = nullptr,
        std::string_view job = {})
      : complaints_(&complaints), path_(std::move(path)), scope_(scope), job_(job) {}

  /// \param below  a field such as "name" or "env[0].value"; "": the place itself
  Place Field(std::string_view below) const {
    return {*complaints_, below.empty() ? path_ : path_ + "." + std::string(below), scope_, job_};
  }

  /// \param key  a key of a map: any text
  Place Key(std::string_view key) const {
    return {*complaints_, KeyPath(path_, key), scope_, job_};
  }

  Place Item(std::size_t index) const {
    return {*complaints_, ItemPath(path_, index), scope_, job_};
  }

  void Complain(std::string message) const { complaints_->Add(path_, std::move(message)); }

  Complaints& All() const { return *complaints_; }

  const std::string& Path() const { return path_; }

  /// \return null for a text without references
  const ReferenceScope* Scope() const { return scope_; }

  std::string_view Job() const { return job_; }

 private:
  Complaints* complaints_;
  std::string path_;
  const ReferenceScope* scope_;
  std::string_view job_;
};

/// Both bounds are allowed.
struct Range {
  int least = 0;
  int most = std::numeric_limits<int>::max();
};

/// Complains if the number is set and out of range. In all of these functions, `below` is a field
/// of the place, see Place::Field.
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

/// Complains if the text has too few or too many characters (Unicode code points), or contains NUL
/// bytes, which would end arguments, variables and paths.
void CheckLength(const Place& place, std::string_view below, const std::string& text, Range range);

/// Complains if the list has too few or too many entries.
void CheckCount(const Place& place, std::string_view below, std::size_t count, Range range);

/// Where a text stands, which determines what it may refer to.
enum class TextUse {
  kText,      ///< not to hidden params
  kVariable,  ///< the value of a variable: to a hidden param if it is the whole value
  kName,      ///< the name of another object: to params only
};

/// Complains about each reference in the text that does not exist or may not stand there.
/// \pre the place has a scope
void CheckReferences(const Place& place, std::string_view below, const std::string& text,
                     TextUse use = TextUse::kText);

/// Complains about references in a part of core/v1, see pod_references.h.
/// \param field  "resources", or the name of a field of `podTemplate.spec`
/// \param place  of the field
void CheckPodReferences(const Place& place, std::string_view field, const std::string& json);

/// Applies CheckCount, and CheckLength and CheckReferences to each entry. If at least one entry is
/// required, the first names a program and must not be empty.
/// \param longest  maximum number of characters of an entry
void CheckArguments(const Place& place, std::string_view below,
                    const std::vector<std::string>& arguments, Range count, int longest);

/// Complains about references in `script` and `shell`, which get no values.
void CheckScriptReferences(const Place& place, std::string_view below, const std::string& text);

/// Checks the fields that jobs and `defaults` share.
/// \param is_default  whether it belongs to `defaults`, where a shell without script is allowed
void CheckTemplate(const Place& place, const JobTemplate& work, const ValidationRules& rules,
                   bool is_default = false);
void CheckEnv(const Place& place, const JobTemplate& work);

void CheckWith(const Place& place, const JobTemplate& work);

/// Complains about variables that are in `with` of a job or `defaults` and in `env` of the other.
void CheckVariables(const Place& place, const JobTemplate& work, const JobTemplate& defaults);
void CheckRetry(const Place& place, const RetryPolicy& retry);
void CheckChecks(const Place& place, std::string_view below, const std::vector<Check>& checks);

/// Whether a param or a result may have the name, as kValueNamePattern.
bool IsValueName(std::string_view name);
/// \param below  the list
void CheckResults(const Place& place, std::string_view below,
                  const std::vector<ResultSpec>& results);
void CheckPodTemplate(const Place& place, const PodTemplate& pod, const ValidationRules& rules);

/// Returns whether the job runs the entrypoint of its image without the runner.
bool RunsEntrypoint(const JobTemplate& work, const JobTemplate& defaults);

/// Checks names, types and values of the params.
void CheckParams(const Place& place, const WorkflowSpec& spec);

/// Checks the fields that may change during a run, and `after`.
void CheckControls(const Place& place, const WorkflowSpec& spec);
void CheckAfter(const Place& place, const WorkflowSpec& spec);

/// Checks names, dependencies and cycles. Borrows the spec.
class GraphCheck {
 public:
  /// \param most  maximum length of lists of names, and number of jobs
  GraphCheck(const WorkflowSpec& spec, int most);

  /// \param place  of the job
  void Check(const Place& place, int job) const;

  /// Complains about unknown and duplicate names in `skip`.
  void CheckSkip(const Place& place) const;

 private:
  void CheckName(const Place& place, int job) const;
  void CheckDependencies(const Place& place, int job) const;
  void CheckNames(const Place& list, const std::vector<std::string>& names,
                  const JobSpec* dependent) const;
  Graph Resolve() const;
  std::string RingComplaint(const std::vector<int>& ring) const;

  const WorkflowSpec& spec_;
  int most_;
  NameIndex index_;
  std::unordered_map<std::string, int> first_alike_;  ///< lower-case name -> its first job
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> implied_;
  std::map<int, std::string> rings_;  ///< first job of a ring -> complaint
};

/// Checks the conditions of jobs. Borrows the spec.
class WhenCheck {
 public:
  explicit WhenCheck(const WorkflowSpec& spec);

  /// Complains if the condition of a job does not compile, or refers to the job itself.
  /// \param place  of the job
  void Check(const Place& place, int job) const;

 private:
  const WorkflowSpec& spec_;
  expression::Fields variables_;
};

/// Returns "spec.jobs[2]", or "spec" for a Job.
std::string JobPath(const WorkflowSpec& spec, int job);

}  // namespace executioner::domain
