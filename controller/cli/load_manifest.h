/// \file
/// Loads manifests from files, and prints complaints with their places.
#pragma once

#include <string>
#include <vector>

#include "controller/standalone/begin_run.h"

namespace executioner::cli {

/// Returns the name for objects without one: "etl" for "jobs/etl.yaml", "stdin" for "-".
std::string NameOfFile(const std::string& path);

/// Reads a file; "-" is standard input.
/// \throws base::ConfigurationError  if it cannot be read or is too large
std::string ReadText(const std::string& path);

/// The objects of files, and the number of complaints.
struct Loaded {
  std::vector<standalone::CheckedObject> objects = {};  ///< those without complaints
  int complaints = 0;
};

/// Reads and validates all objects of a file, and prints complaints and warnings to stderr as
/// "etl.yaml:12:5: spec.jobs[2].dependsOn[0]: …", with the line that they concern.
Loaded LoadManifest(const std::string& path, const standalone::Additions& additions);

}  // namespace executioner::cli
