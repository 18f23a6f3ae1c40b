#include "controller/manifest/json_codec.h"

#include <utility>

#include "controller/domain/workflow_fields.h"
#include "controller/manifest/field_reader.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/spec_hash.h"

namespace executioner::manifest {
namespace {

/// \param list  visits the fields of a spec
SpecResult Read(const Value& json, SpecResult result, const auto& list) {
  domain::Complaints complaints;
  FieldReader reader(json, "spec", complaints);
  list(reader, result.spec);
  reader.Finish();
  result.complaints = complaints.List();
  return result;
}

/// Reads untrusted text.
template <class ReadValue>
SpecResult ReadText(std::string_view spec_json, const ReadValue& read) {
  const ParsedJson parsed = ParseJson(spec_json);
  SpecResult result = read(parsed.value);
  if (!parsed.error.empty()) {
    result.complaints = {{.path = "spec", .message = parsed.error}};
  }
  return result;
}

}  // namespace

SpecResult ReadWorkflow(const Value& spec) {
  return Read(spec, {.spec_hash = WorkflowHash(spec)},
              [](auto& reader, domain::WorkflowSpec& read) { Fields(reader, read); });
}

SpecResult ReadJob(const Value& spec, std::string name) {
  SpecResult result{.spec_hash = JobHash(spec)};
  result.spec.single = true;
  result.spec.jobs.push_back({.name = std::move(name)});
  return Read(spec, std::move(result),
              [](auto& reader, domain::WorkflowSpec& read) { FieldsOfJob(reader, read); });
}

SpecResult ReadWorkflow(std::string_view spec_json) {
  return ReadText(spec_json, [](const Value& spec) { return ReadWorkflow(spec); });
}

SpecResult ReadJob(std::string_view spec_json, std::string name) {
  return ReadText(spec_json, [&](const Value& spec) { return ReadJob(spec, std::move(name)); });
}

}  // namespace executioner::manifest
