/// \file
/// References in a user's text: `$(workflow.name)` and the like. Grammar: `$(` root (`.` name |
/// `["text"]`)* `)` without spaces outside of the quotes, root one of params, jobs, item, index,
/// workflow, job, schedule; `$$(` writes a literal `$(`; any other `$(...)` is text. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/base/time.h"
#include "controller/domain/reason.h"
#include "controller/domain/workflow.h"

namespace executioner::domain {

/// A reference in a text.
struct Reference {
  std::string path = {};   ///< as written: "workflow.name", "workflow.labels[\"a.b/c\"]"
  std::size_t offset = 0;  ///< of the `$`, in bytes

  bool operator==(const Reference&) const = default;
};

/// Returns all references of a text in order, even unknown ones.
/// \par Example
///   FindReferences("$(workflow.name) $(date) $$(index)") gives {{"workflow.name", 0}}.
std::vector<Reference> FindReferences(std::string_view text);

/// Returns the reference if the text is one and nothing else.
std::optional<Reference> WholeReference(std::string_view text);

/// The root of a path and the names below it.
using Steps = std::vector<std::string>;

/// Splits the path of a reference.
/// \par Example
///   StepsOf("workflow.labels[\"a.b/c\"]") gives {"workflow", "labels", "a.b/c"}.
Steps StepsOf(std::string_view path);

/// What the simplest references stand for in one attempt of a job; identifies the attempt.
struct Values {
  std::string workflow = {};   ///< name of the Workflow or Job
  std::string ns = {};         ///< its namespace
  std::string uid = {};        ///< its UID
  int run = 1;                 ///< number of the run
  int attempt = 1;             ///< of the job, within the run
  base::TimePoint start = {};  ///< of the run

  bool operator==(const Values&) const = default;
};

/// Why a reference has no value, or why work cannot be bound; reason and message of an Ending.
struct Refusal {
  Reason reason = Reason::kNone;
  std::string message = {};

  bool operator==(const Refusal&) const = default;
};

/// The text of a value, or why there is none.
using Resolved = std::variant<std::string, Refusal>;

/// Resolves `$(jobs.…)`.
/// \param steps  those after "jobs": {"load", "results", "rows"}
/// \return nothing if there is no such reference
using JobLookup = std::function<std::optional<Resolved>(std::span<const std::string> steps)>;

/// Where references get their values. Borrowed for one call.
struct Sources {
  const Values& values;
  std::span<const Param> params = {};
  const Metadata* metadata = nullptr;  ///< of the object; null: it has no labels or annotations
  JobLookup jobs = nullptr;            ///< null: there are no such references
};

/// A reference without a name that users choose.
struct KnownReference {
  std::string_view path = {};                     ///< "workflow.name"
  std::string_view meaning = {};                  ///< as docs/api.md puts it
  std::string (*value)(const Values&) = nullptr;  ///< what it stands for
};

/// The table of these references, the same in every field that allows references.
std::span<const KnownReference> KnownReferences();

/// \return the param of that name; null if there is none
const Param* FindParam(std::span<const Param> params, std::string_view name);

/// Returns the text of a value, or of a field of it.
/// \param path    of the reference, for messages
/// \param fields  the steps from the value to its field
Resolved ResolveField(std::string_view json, std::span<const std::string> fields,
                      std::string_view path);

/// Maximum size of a text with its values in bytes: the longest argument or variable that Linux
/// takes (MAX_ARG_STRLEN), without its NUL.
inline constexpr std::size_t kLargestText = 131'071;

/// Replaces references by their values, once: values are not looked into. `$$(` becomes `$(`. A
/// reference that does not exist stays as written.
/// \return the text, or the first reason why there is none
/// \par Example
///   in a Workflow "etl", Substitute("of $(workflow.name), $$(date)") gives "of etl, $(date)".
Resolved Substitute(std::string_view text, const Sources& sources);

/// Like Substitute, for a text in which `$(NAME)` and `$$` are expanded afterwards as core/v1
/// defines (expand_env.h): values and the `$(` of `$$(` are escaped, so that the expansion does not
/// change them.
/// \par Example
///   in a Workflow "$(x)", SubstituteEscaped("$(HOME)/$(workflow.name)") gives "$(HOME)/$$(x)".
Resolved SubstituteEscaped(std::string_view text, const Sources& sources);

}  // namespace executioner::domain
