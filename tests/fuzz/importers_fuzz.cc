// Any input: findings with their places, or a Workflow that can be read.
#include <cstdint>
#include <string>

#include "controller/base/error.h"
#include "controller/legacy/importers/bash_script.h"
#include "controller/legacy/importers/merge_workflows.h"
#include "controller/legacy/importers/release_notes.h"
#include "controller/manifest/manifest.h"
#include "tests/fuzz/property.h"

namespace {

using executioner::fuzz::Require;
using executioner::legacy::importers::Imported;
using executioner::legacy::importers::MergeInput;

void Check(const Imported& imported) {
  for (const auto* findings : {&imported.errors, &imported.notes}) {
    for (const auto& finding : *findings) {
      Require(finding.place.starts_with("file"), "a finding has its place: " + finding.place);
      Require(!finding.message.empty(), "a finding says something");
    }
  }
  if (!imported.errors.empty()) {
    return;
  }
  const auto manifest = executioner::manifest::ReadManifest(imported.manifest_json, "made.json");
  Require(manifest.errors.empty(), "what was made can be read");
  Require(manifest.objects.size() == 1, "what was made is one object");
  const auto spec = executioner::manifest::ReadSpec(manifest.objects.front());
  Require(spec.complaints.empty(), "what was made has the fields of a Workflow");
}

/// As `convert --merge` does with two files of the same content.
void Merge(const std::string& text) {
  const auto manifest = executioner::manifest::ReadManifest(text, "file");
  std::vector<MergeInput> inputs;
  for (const auto& object : manifest.objects) {
    const bool valid = object.kind == "Workflow" && manifest.errors.empty() &&
                       executioner::manifest::ReadSpec(object).complaints.empty();
    if (valid) {
      inputs.push_back({.object = object, .prefix = "a"});
      inputs.push_back({.object = object, .prefix = "b"});
    }
  }
  if (!inputs.empty()) {
    Check(executioner::legacy::importers::MergeWorkflows(
        inputs, "merged", executioner::legacy::importers::Prefixes::kOnConflict));
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(bytes, bytes + size);
  // What they make must be readable: only the text itself may be no manifest.
  Check(executioner::legacy::importers::FromBashScript(text, "file", text));
  Check(executioner::legacy::importers::FromReleaseNotes(text, {.filename = "file", .name = text}));
  try {
    Merge(text);
  } catch (const executioner::base::ConfigurationError& error) {
    Require(error.Field().starts_with("file"), "an error has its place: " + error.Field());
  }
  return 0;
}
