#include <algorithm>
#include <cctype>

#include "controller/base/join.h"
#include "controller/domain/job_values.h"
#include "controller/domain/pod_references.h"
#include "controller/domain/references.h"
#include "controller/domain/validate_parts.h"
#include "controller/domain/value_text.h"

namespace executioner::domain {
namespace {

constexpr std::size_t kResultStep = 3;  // of {"jobs", "load", "results", "rows"}

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

/// A reference at a place of a spec.
struct Found {
  const Place& place;
  const Reference& reference;
  Steps steps = {};
  bool is_hidden_allowed = false;
  bool only_params = false;
};

std::string NoSuchReference(const Found& found) {
  const std::string all =
      base::Join(KnownPaths(), ", ", [](const std::string& path) { return "$(" + path + ")"; });
  std::vector<std::string> known = KnownPaths();
  for (const Param& param : found.place.Scope()->Spec().params) {
    known.push_back("params." + param.name);
  }
  const std::string nearest = found.place.All().Suggest(found.reference.path, known);
  const std::string written = Written(found.reference);
  return "'" + written + "' is a reference to something that does not exist" +
         (nearest.empty() ? "; there are " + all : nearest) + "; for literal text write '$" +
         written + "'";
}

/// \return what is wrong with a reference to a param; "" if nothing
std::string ParamProblem(const Found& found) {
  const Param* const param = found.place.Scope()->FindParam(found.steps[1]);
  if (param == nullptr) {
    return NoSuchReference(found);
  }
  const std::string written = "'" + Written(found.reference) + "': param '" + param->name + "' ";
  if (param->IsHidden() && !found.is_hidden_allowed) {
    return written +
           "comes from a Secret or ConfigMap, so it can only be a whole value in env or with";
  }
  const auto fields = std::span(found.steps).subspan(2);
  if (!fields.empty() && param->type != ValueType::kObject) {
    return written + "has no fields: only those of type Object have";
  }
  // A value of another type is a complaint about the param.
  const bool known = !param->value.text.empty() && HasType(param->value.text, param->type);
  return !known || FieldAt(param->value.text, fields) ? ""
                                                      : written + "has no such field in its value";
}

std::string MetadataProblem(const Found& found) {
  constexpr std::size_t kSteps = 3;
  const bool label = found.steps[1] == "labels";
  if (found.steps.size() != kSteps || (!label && found.steps[1] != "annotations")) {
    return NoSuchReference(found);
  }
  const std::optional<Metadata>& metadata = found.place.Scope()->Spec().metadata;
  if (!metadata || (label ? metadata->labels : metadata->annotations).contains(found.steps[2])) {
    return "";
  }
  return "'" + Written(found.reference) + "': metadata." + found.steps[1] + " has no '" +
         found.steps[2] + "'";
}

std::string NoSuchResult(const Found& found, const JobSpec& job, const JobTemplate& defaults) {
  std::vector<std::string> names;
  const auto& results = job.work.results ? job.work.results : defaults.results;
  for (const ResultSpec& result : results ? *results : std::vector<ResultSpec>()) {
    names.push_back(result.name);
  }
  return "'" + Written(found.reference) + "': job '" + job.name + "' has no result '" +
         found.steps[kResultStep] + "'" +
         (names.empty() ? ": declare it in its results"
                        : found.place.All().Suggest(found.steps[kResultStep], names));
}

/// `jobs.NAME.results.RESULT` and fields of it.
std::string ResultReferenceProblem(const Found& found, const JobSpec& job) {
  const JobTemplate& defaults = found.place.Scope()->Spec().defaults;
  const ResultSpec* const result = RunsEntrypoint(job.work, defaults)
                                       ? nullptr
                                       : FindResult(job.work, defaults, found.steps[kResultStep]);
  if (result == nullptr) {
    return NoSuchResult(found, job, defaults);
  }
  const bool has_fields = found.steps.size() > kResultStep + 1;
  return has_fields && result->type != ValueType::kObject
             ? "'" + Written(found.reference) + "': result '" + result->name +
                   "' has no fields: only those of type Object have"
             : "";
}

std::string JobProblem(const Found& found) {
  const std::string& name = found.steps[1];
  const JobSpec* const job = found.place.Scope()->FindJob(name);
  const std::string written = "'" + Written(found.reference) + "': ";
  if (job == nullptr) {
    std::vector<std::string> names;
    for (const JobSpec& known : found.place.Scope()->Spec().jobs) {
      names.push_back(known.name);
    }
    return written + "there is no job '" + name + "'" + found.place.All().Suggest(name, names);
  }
  if (name == found.place.Job()) {
    return written + "a job cannot refer to itself";
  }
  const std::string what = found.steps.size() > 2 ? found.steps[2] : "";
  if (what == "results" && found.steps.size() > kResultStep) {
    return ResultReferenceProblem(found, *job);
  }
  const bool simple =
      found.steps.size() == kResultStep && (what == "outcome" || what == "exitCode");
  return simple ? "" : written + "of a job there are results.NAME, outcome and exitCode";
}

/// \return "" if nothing is wrong
std::string Problem(const Found& found) {
  if (found.only_params && found.steps.front() != "params") {
    // A job could otherwise choose an account or a Secret by what it prints.
    return "'" + Written(found.reference) +
           "' cannot stand here: names of accounts, classes, claims, Secrets and ConfigMaps take "
           "params only";
  }
  if (Exists(found.reference)) {
    return "";
  }
  if (found.steps.size() < 2) {
    return NoSuchReference(found);
  }
  const std::string& root = found.steps.front();
  return root == "params"     ? ParamProblem(found)
         : root == "workflow" ? MetadataProblem(found)
         : root == "jobs"     ? JobProblem(found)
                              : NoSuchReference(found);
}

/// "WORKFLOW_NAME" for workflow.name; "ROWS" for params.rows and jobs.load.results.rows.
std::string VariableFor(const Found& found) {
  const std::string& root = found.steps.front();
  std::string name = root == "params" || root == "jobs" ? found.steps.back() : found.reference.path;
  std::ranges::transform(name, name.begin(), [](char letter) {
    const int upper = std::toupper(static_cast<unsigned char>(letter));
    return std::isalnum(upper) != 0 ? static_cast<char>(upper) : '_';
  });
  return name;
}

std::string ScriptComplaint(const Found& found) {
  const Reference& reference = found.reference;
  const std::string written = Written(reference);
  if (!Problem(found).empty()) {
    return "'" + written + "' is read as a reference, and nothing of that name exists; to run a " +
           "command of that name write '$( " + reference.path + ")'";
  }
  // A value within a script could run as commands. A variable cannot: a shell does not parse the
  // values of its variables.
  const std::string variable = VariableFor(found);
  const bool quoted = reference.path.find('[') != std::string::npos;  // it would begin a YAML list
  const std::string value = quoted ? "'" + written + "'" : written;
  return "'" + written + "' cannot stand here: a script gets values in variables; add with: {" +
         variable + ": " + value + "} to the job and write \"$" + variable + "\"";
}

}  // namespace

const JobSpec* ReferenceScope::FindJob(std::string_view name) const {
  const int place = jobs_.Find(name);
  return place < 0 ? nullptr : &spec_.jobs[At(place)];
}

const Param* ReferenceScope::FindParam(std::string_view name) const {
  const int place = params_.Find(name);
  return place < 0 ? nullptr : &spec_.params[At(place)];
}

void CheckReferences(const Place& place, std::string_view below, const std::string& text,
                     TextUse use) {
  if (text.find("$(") == std::string::npos) {
    return;
  }
  const bool is_value = use == TextUse::kVariable && WholeReference(text).has_value();
  for (const Reference& reference : FindReferences(text)) {
    std::string problem = Problem({.place = place,
                                   .reference = reference,
                                   .steps = StepsOf(reference.path),
                                   .is_hidden_allowed = is_value,
                                   .only_params = use == TextUse::kName});
    if (!problem.empty()) {
      place.Field(below).Complain(std::move(problem));
    }
  }
}

void CheckPodReferences(const Place& place, std::string_view field, const std::string& json) {
  RewritePodTexts(field, json, [&](const PodText& found) {
    const Place text(place.All(), place.Path() + std::string(found.path), place.Scope());
    CheckReferences(text, "", std::string(found.text),
                    found.names_object ? TextUse::kName : TextUse::kText);
    return std::string(found.text);
  });
}

void CheckScriptReferences(const Place& place, std::string_view below, const std::string& text) {
  for (const Reference& reference : FindReferences(text)) {
    place.Field(below).Complain(ScriptComplaint({.place = place,
                                                 .reference = reference,
                                                 .steps = StepsOf(reference.path),
                                                 .is_hidden_allowed = true}));
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
