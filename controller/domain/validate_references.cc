#include <algorithm>
#include <cctype>

#include "controller/base/join.h"
#include "controller/domain/references.h"
#include "controller/domain/validate_parts.h"

namespace executioner::domain {
namespace {

std::vector<std::string> KnownPaths() {
  std::vector<std::string> paths;
  for (const KnownReference& known : KnownReferences()) {
    paths.emplace_back(known.path);
  }
  return paths;
}

bool Exists(const Reference& reference) {
  return std::ranges::count(KnownReferences(), reference.path, &KnownReference::path) > 0;
}

std::string Written(const Reference& reference) {
  return "$(" + reference.path + ")";
}

std::string KnownOnes() {
  return base::Join(KnownPaths(), ", ", [](const std::string& path) { return "$(" + path + ")"; });
}

/// "WORKFLOW_NAME" for workflow.name.
std::string VariableFor(const Reference& reference) {
  std::string name = reference.path;
  std::ranges::transform(name, name.begin(), [](char letter) {
    const int upper = std::toupper(static_cast<unsigned char>(letter));
    return std::isalnum(upper) != 0 ? static_cast<char>(upper) : '_';
  });
  return name;
}

std::string ScriptComplaint(const Reference& reference) {
  const std::string written = Written(reference);
  if (!Exists(reference)) {
    return "'" + written + "' is read as a reference, and nothing of that name exists; to run a " +
           "command of that name write '$( " + reference.path + ")'";
  }
  // A value within a script could run as commands. A variable cannot: a shell does not parse the
  // values of its variables.
  const std::string variable = VariableFor(reference);
  return "'" + written +
         "' cannot stand here: a script gets values through env; add {name: " + variable +
         ", value: " + written + "} to env and write \"$" + variable + "\"";
}

}  // namespace

void CheckReferences(const Place& place, std::string_view below, const std::string& text) {
  for (const Reference& reference : FindReferences(text)) {
    if (Exists(reference)) {
      continue;
    }
    const std::string nearest = place.All().Suggest(reference.path, KnownPaths());
    place.Field(below).Complain("'" + Written(reference) +
                                "' is a reference to something that does not exist" +
                                (nearest.empty() ? "; there are " + KnownOnes() : nearest) +
                                "; for literal text write '$" + Written(reference) + "'");
  }
}

void CheckScriptReferences(const Place& place, std::string_view below, const std::string& text) {
  for (const Reference& reference : FindReferences(text)) {
    place.Field(below).Complain(ScriptComplaint(reference));
  }
}

void CheckArguments(const Place& place, std::string_view below,
                    const std::vector<std::string>& arguments, Range count, int longest) {
  CheckCount(place, below, arguments.size(), count);
  if (count.least > 0 && !arguments.empty() && arguments.front().empty()) {
    place.Field(ItemPath(below, 0)).Complain("is empty; it names the program");
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string item = ItemPath(below, i);
    CheckLength(place, item, arguments[i], {.most = longest});
    CheckReferences(place, item, arguments[i]);
  }
}

}  // namespace executioner::domain
