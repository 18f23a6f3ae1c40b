/// \file
/// Manifests from files, with every complaint printed where it belongs.
#pragma once

#include <string>
#include <vector>

#include "controller/standalone/begin_run.h"

namespace executioner::cli {

/// "etl" of "jobs/etl.yaml", for objects without a name; "stdin" of "-".
std::string NameOfFile(const std::string& path);

/// The text of a file; "-" is standard input.
/// \throws base::ConfigurationError  when it cannot be read or is larger than any reader accepts
std::string ReadText(const std::string& path);

/// What files hold, and how many complaints there were.
struct Loaded {
  std::vector<standalone::CheckedObject> objects = {};  ///< those without complaints
  int complaints = 0;
};

/// Reads and checks all objects of a file, and prints complaints and warnings to stderr as
/// "etl.yaml:12:5: spec.jobs[2].dependsOn[0]: …", with the line they are about.
Loaded LoadManifest(const std::string& path, const standalone::Additions& additions);

}  // namespace executioner::cli
