// A configuration of the old program from anywhere: complaints, or a Workflow that can be read.
#include <cstdint>
#include <string>

#include "controller/base/error.h"
#include "controller/legacy/config/read_config.h"
#include "controller/legacy/config/to_manifest.h"
#include "controller/manifest/manifest.h"
#include "tests/fuzz/property.h"

namespace {

using executioner::fuzz::Require;
using executioner::legacy::Config;

void Convert(const Config& config) {
  const executioner::legacy::Converted converted = executioner::legacy::ToManifest(
      config, {.file_stem = "old", .home = "/home/ann", .image = "image"});
  for (const auto& job : config.jobs) {
    Require(converted.names.contains(job.id), "each job has a name: " + job.id);
  }
  const auto manifest =
      executioner::manifest::ReadManifest(converted.manifest_json, "converted.json");
  Require(manifest.errors.empty(), "what was converted can be read");
  Require(manifest.objects.size() == 1, "what was converted is one object");
  const auto spec = executioner::manifest::ReadSpec(manifest.objects.front());
  Require(spec.complaints.empty(), "what was converted has the fields of a Workflow");
  Require(spec.spec.jobs.size() == config.jobs.size(), "no job is lost");
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the fuzzer's own name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(bytes, bytes + size);
  const auto read = executioner::legacy::ReadConfig(text);
  for (const auto& error : read.errors) {
    Require(read.PlaceOf(error.path, "old.json").starts_with("old.json"), "an error has its place");
    Require(!error.message.empty(), "an error says what is wrong");
  }
  if (!read.errors.empty() || read.config.jobs.empty()) {
    return 0;
  }
  try {
    Convert(read.config);
  } catch (const executioner::base::ConfigurationError& error) {
    Require(error.Field() == "working_dir", "only a working_dir is refused late: " + error.Field());
  }
  return 0;
}
