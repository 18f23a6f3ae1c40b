#include "controller/legacy/importers/workflow_text.h"

#include <utility>

#include "controller/legacy/config/job_names.h"
#include "controller/manifest/json_text.h"

namespace executioner::legacy::importers {

using manifest::List;
using manifest::Object;
using manifest::Value;

Value Text(std::string_view text) {
  return Value{std::string(text)};
}

Object ScriptJob(const std::string& name, const std::string& script, const std::string& after) {
  Object job{{"name", Text(name)}, {"script", Text(script)}};
  if (!after.empty()) {
    job.emplace("dependsOn", Value{List{Text(after)}});
  }
  return job;
}

std::string WorkflowJson(std::string_view name, Object spec) {
  Object metadata{{"name", Text(legacy::ObjectName(name))}};
  return manifest::CanonicalJson(Value{Object{{"apiVersion", Text("executioner.dev/v1alpha1")},
                                              {"kind", Text("Workflow")},
                                              {"metadata", Value{std::move(metadata)}},
                                              {"spec", Value{std::move(spec)}}}});
}

}  // namespace executioner::legacy::importers
