/// \file
/// References in a user's text: `$(workflow.name)` and the like. Grammar: `$(` root (`.` name)* `)`
/// without spaces, root one of params, jobs, item, index, workflow, job; `$$(` writes a literal
/// `$(`; any other `$(...)` is text. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace executioner::domain {

/// A reference in a text.
struct Reference {
  std::string path = {};   ///< "workflow.name"
  std::size_t offset = 0;  ///< of the `$`, in bytes

  bool operator==(const Reference&) const = default;
};

/// Returns all references of a text in order, even unknown ones.
/// \par Example
///   FindReferences("$(workflow.name) $(date) $$(index)") gives {{"workflow.name", 0}}.
std::vector<Reference> FindReferences(std::string_view text);

/// What references stand for in one attempt of a job.
struct Values {
  std::string workflow = {};  ///< name of the Workflow or Job
  std::string ns = {};        ///< its namespace
  std::string uid = {};       ///< its UID
  int run = 1;                ///< number of the run
  int attempt = 1;            ///< of the job, within the run

  bool operator==(const Values&) const = default;
};

/// A reference that exists.
struct KnownReference {
  std::string_view path = {};                     ///< "workflow.name"
  std::string_view meaning = {};                  ///< as docs/api.md puts it
  std::string (*value)(const Values&) = nullptr;  ///< what it stands for
};

/// The table of references: all that exist, the same in every field that allows references.
std::span<const KnownReference> KnownReferences();

/// Replaces references by their values, once: values are not looked into. `$$(` becomes `$(`. A
/// reference that does not exist stays as written.
/// \par Example
///   in a Workflow "etl", Substitute("of $(workflow.name), $$(date)") gives "of etl, $(date)".
std::string Substitute(std::string_view text, const Values& values);

/// Like Substitute, for a text in which `$(NAME)` and `$$` are expanded afterwards as core/v1
/// defines (expand_env.h): values and the `$(` of `$$(` are escaped, so that the expansion does not
/// change them.
/// \par Example
///   in a Workflow "$(x)", SubstituteEscaped("$(HOME)/$(workflow.name)") gives "$(HOME)/$$(x)".
std::string SubstituteEscaped(std::string_view text, const Values& values);

}  // namespace executioner::domain
