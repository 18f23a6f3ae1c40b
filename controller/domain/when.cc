#include "controller/domain/when.h"

#include <map>
#include <span>
#include <vector>

#include "controller/base/cut_text.h"
#include "controller/domain/expression/convert.h"
#include "controller/domain/expression/json_value.h"
#include "controller/domain/job_values.h"
#include "controller/domain/references.h"

namespace executioner::domain {
namespace {

using expression::Failure;
using expression::Type;
using expression::Value;
using Kind = Type::Kind;

Type Of(Kind kind) {
  return {.kind = kind};
}

Type TypeOf(ValueType type) {
  switch (type) {
    case ValueType::kString: return Of(Kind::kString);
    case ValueType::kInteger: return Of(Kind::kInt);
    case ValueType::kNumber: return Of(Kind::kDouble);
    case ValueType::kBoolean: return Of(Kind::kBool);
    case ValueType::kList: return expression::ListOf(Type{});
    case ValueType::kObject: return expression::MapOf(Of(Kind::kString), Type{});
  }
  return {};
}

Value TypedValue(ValueType type, const std::string& json) {
  const Value value = expression::FromJson(json);
  // 3 is a value of a Number, too.
  return type == ValueType::kNumber ? expression::ToDouble(value) : value;
}

Value ParamValue(const Plan& plan, const std::string& name) {
  const Param* const param = FindParam(plan.Params(), name);
  if (param == nullptr || param->value.text.empty()) {
    return Failure{"param '" + name + "' has no value"};
  }
  return TypedValue(param->type, param->value.text);
}

Value ResultValue(const PlannedJob& job, const JobState& state, const std::string& name) {
  const ResultSpec* const declared = FindResult(job.work, {}, name);
  if (declared == nullptr) {
    return Failure{"job '" + job.name + "' declares no result '" + name + "'"};
  }
  const auto reported = state.results.All().find(name);
  if (reported == state.results.All().end()) {
    return declared->otherwise.text.empty()
               ? Value(Failure{"job '" + job.name + "' has not written result '" + name +
                               "', which has no default"})
               : TypedValue(declared->type, declared->otherwise.text);
  }
  return declared->type == ValueType::kString ? Value(reported->second)
                                              : TypedValue(declared->type, reported->second);
}

/// \param path  {"jobs", "load", "results", "rows"}
Value JobValue(const Plan& plan, const Run& run, const std::vector<std::string>& path) {
  const std::string& name = path[1];
  const auto node = plan.Find(name);
  if (!node) {
    return Failure{"there is no job '" + name + "'"};
  }
  if (path[2] == "outcome") {
    return std::string(PhaseName(PhaseOf(run, *node)));
  }
  // Several instances have no common exit code or results.
  const std::span<const JobState> states = run.StatesOf(*node);
  if (path[2] == "results") {
    return states.size() == 1 ? ResultValue(plan.Job(*node), states[0], path[3])
                              : Value(Failure{"job '" + name + "' has no single result"});
  }
  const std::optional<int> exit_code = states.size() == 1 ? states[0].exit_code : std::nullopt;
  return exit_code ? Value(std::int64_t{*exit_code})
                   : Value(Failure{"job '" + name + "' has no exit code"});
}

Value TextMap(const std::map<std::string, std::string>& texts) {
  expression::Map entries;
  for (const auto& [key, text] : texts) {
    entries.emplace_back(key, text);
  }
  return expression::MakeMap(std::move(entries));
}

Value WorkflowValue(const Plan& plan, const Run& run, const std::string& field) {
  if (field == "run") {
    return std::int64_t{run.number};
  }
  return TextMap(field == "labels" ? plan.ObjectMetadata().labels
                                   : plan.ObjectMetadata().annotations);
}

Value ValueOf(const Plan& plan, const Run& run, const std::vector<std::string>& path) {
  if (path[0] == "params") {
    return ParamValue(plan, path[1]);
  }
  return path[0] == "jobs" ? JobValue(plan, run, path) : WorkflowValue(plan, run, path[1]);
}

std::string Place(const expression::Problem& problem) {
  return "line " + std::to_string(problem.line) + ", column " + std::to_string(problem.column) +
         ": " + problem.message;
}

Type JobType(const JobTemplate& work) {
  expression::Fields fields{{"outcome", Of(Kind::kString)}, {"exitCode", Of(Kind::kInt)}};
  expression::Fields results;
  for (const ResultSpec& result : work.results ? *work.results : std::vector<ResultSpec>()) {
    results.emplace(result.name, TypeOf(result.type));
  }
  if (!results.empty()) {
    fields.emplace("results", expression::ObjectOf(std::move(results)));
  }
  return expression::ObjectOf(std::move(fields));
}

JobEnd ErrorOf(const std::string& message) {
  constexpr std::size_t kMessageBytes = 1024;  // as Ending::message
  // A value that the message quotes, such as an unknown key, may be large.
  return {JobPhase::kFailed, Reason::kExpressionError,
          base::CutText("when: " + message, kMessageBytes)};
}

}  // namespace

expression::Fields WhenVariables(const WorkflowSpec& spec) {
  expression::Fields params;
  for (const Param& param : spec.params) {
    if (!param.IsHidden()) {
      params.emplace(param.name, TypeOf(param.type));
    }
  }
  expression::Fields jobs;
  for (const JobSpec& job : spec.jobs) {
    jobs.emplace(job.name, JobType(job.work.results ? job.work : spec.defaults));
  }
  const Type texts = expression::MapOf(Of(Kind::kString), Of(Kind::kString));
  return {{"params", expression::ObjectOf(std::move(params))},
          {"jobs", expression::ObjectOf(std::move(jobs))},
          {"workflow", expression::ObjectOf(
                           {{"run", Of(Kind::kInt)}, {"labels", texts}, {"annotations", texts}})}};
}

std::variant<expression::Program, std::string> CompileWhen(const std::string& source,
                                                           const expression::Fields& variables) {
  auto compiled = expression::Compile(source, variables, Of(Kind::kBool));
  if (const auto* problem = std::get_if<expression::Problem>(&compiled)) {
    return Place(*problem);
  }
  return std::get<expression::Program>(std::move(compiled));
}

std::optional<JobEnd> EvaluateWhen(const Plan& plan, const Run& run, NodeId node) {
  const auto& when = plan.Job(node).when;
  if (!when) {
    return std::nullopt;
  }
  // A plan keeps the text only: compiled, an expression can be a hundred times as large.
  const auto compiled = CompileWhen(*when, plan.ConditionVariables());
  if (const auto* problem = std::get_if<std::string>(&compiled)) {
    return ErrorOf(*problem);
  }
  const auto& program = std::get<expression::Program>(compiled);
  std::vector<Value> values;
  for (const expression::Reference& reference : program.references) {
    values.push_back(ValueOf(plan, run, reference.path));
  }
  const auto result = expression::Evaluate(program, values);
  if (const auto* problem = std::get_if<expression::Problem>(&result)) {
    return ErrorOf(Place(*problem));
  }
  const bool* holds = std::get<Value>(result).As<bool>();
  if (holds == nullptr) {
    return ErrorOf("its value is not a bool");
  }
  return *holds ? std::nullopt
                : std::optional(JobEnd{JobPhase::kSkipped, Reason::kConditionFalse,
                                       "its condition 'when' is false"});
}

}  // namespace executioner::domain
