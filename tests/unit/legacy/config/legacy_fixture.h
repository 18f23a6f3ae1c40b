/// \file
/// Old configurations in tests.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "controller/legacy/config/read_config.h"
#include "controller/legacy/config/to_manifest.h"
#include "controller/manifest/manifest.h"

namespace executioner::legacy {

using Strings = std::vector<std::string>;

/// Returns a file of the folder `configs`.
inline std::string Stored(const std::string& name) {
  std::ifstream file(EXECUTIONER_SOURCE_DIR "/tests/unit/legacy/config/configs/" + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Returns a configuration with one job that has these additional keys.
inline std::string WithJob(const std::string& keys, const std::string& application = "") {
  return R"({"working_dir": "/tmp")" + application +
         R"(, "jobs": [{"id": "one", "command": "true")" + keys + "}]}";
}

inline Strings InWords(const std::vector<domain::Complaint>& complaints) {
  Strings words;
  for (const domain::Complaint& complaint : complaints) {
    words.push_back(complaint.path + ": " + complaint.message);
  }
  return words;
}

inline Strings ErrorsOf(const std::string& json) {
  return InWords(ReadConfig(json).errors);
}

inline Strings WarningsOf(const std::string& json) {
  return InWords(ReadConfig(json).warnings);
}

/// A converted configuration, read as a manifest.
struct Made {
  Converted converted = {};
  domain::WorkflowSpec spec = {};
  Strings complaints = {};  ///< about the manifest
};

inline Made MakeFrom(const std::string& json, const Surroundings& surroundings = {}) {
  Made made{.converted = ToManifest(ReadConfig(json).config, surroundings)};
  const manifest::Manifest manifest =
      manifest::ReadManifest(made.converted.manifest_json, "converted");
  for (const manifest::ManifestError& error : manifest.errors) {
    made.complaints.push_back(error.message);
  }
  if (!manifest.objects.empty()) {
    manifest::SpecResult read = manifest::ReadSpec(manifest.objects[0]);
    for (const std::string& word : InWords(read.complaints)) {
      made.complaints.push_back(word);
    }
    made.spec = std::move(read.spec);
  }
  return made;
}

}  // namespace executioner::legacy
