/// \file
/// References in a user's text: `$(workflow.name)` and the like. Grammar: `$(` root (`.` name)* `)`
/// without spaces, root one of params, jobs, item, index, workflow, job; `$$(` writes a literal
/// `$(`; any other `$(...)` is text. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
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

/// All references of a text, whether or not what they refer to exists, in their order.
/// \par Example
///   FindReferences("$(workflow.name) $(date) $$(index)") gives {{"workflow.name", 0}}.
std::vector<Reference> FindReferences(std::string_view text);

/// A piece of a text after substitution.
struct Piece {
  std::string text = {};
  bool substituted = false;  ///< nobody may look into it again, see Substitute

  bool operator==(const Piece&) const = default;
};

/// \return the value of a reference's path, or nothing
using Lookup = std::function<std::optional<std::string>(std::string_view path)>;

/// Replaces references by their values, once: values are not looked into. A reference that `lookup`
/// does not know stays as it is, as literal text.
/// \return pieces, of which no two neighbours are both literal. Whoever hands them to something
/// that
///         expands `$(...)` again (the kubelet, in env values) must escape the substituted ones;
///         the `$(` that `$$(` stands for is such a piece.
/// \par Example
///   with workflow.name = "etl", "of $(workflow.name)!" gives {{"of "}, {"etl", true}, {"!"}}.
std::vector<Piece> Substitute(std::string_view text, const Lookup& lookup);

/// The text of all pieces.
std::string Join(const std::vector<Piece>& pieces);

/// The paths that exist in this version, e.g. "workflow.name"; everywhere the same ones.
const std::vector<std::string>& KnownReferences();

}  // namespace executioner::domain
