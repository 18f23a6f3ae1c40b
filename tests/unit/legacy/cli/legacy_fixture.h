/// \file
/// Runs the old command line with a temporary folder.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/cli/command_line.h"

namespace executioner::cli {

using Words = std::vector<std::string>;

inline bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Legacy : public testing::Test {
 protected:
  /// Writes a configuration of these jobs with the test's folder as its working directory.
  std::string Config(const std::string& jobs, const std::string& keys = "") const {
    return line.Write("old.json", R"({"application_name": "old", "working_dir": ")" +
                                      line.Folder() + "\", " + keys + "\"jobs\": [" + jobs + "]}");
  }

  Said Run(const std::string& jobs, Words flags = {}, const std::string& keys = "") {
    flags.insert(flags.begin(), {"-c", Config(jobs, keys)});
    return line.Run(flags);
  }

  std::string File(const std::string& name) const { return TextOf(line.Folder() + "/" + name); }

  /// Returns the output of the newest attempt of a job, by its old log name.
  std::string LogOf(const std::string& id, int run = 1) const {
    return File("logs/executioner.old.job-" + id + ".run-" + std::to_string(run) + ".log");
  }

  CommandLine line;
};

}  // namespace executioner::cli
