/// \file
/// Helpers for the tests of the codec.
#pragma once

#include <string>
#include <vector>

#include "controller/manifest/json_codec.h"

namespace executioner::manifest {

using Strings = std::vector<std::string>;

/// Returns "path: message" of each complaint.
inline Strings InWords(const std::vector<domain::Complaint>& complaints) {
  Strings words;
  for (const domain::Complaint& complaint : complaints) {
    words.push_back(complaint.path + ": " + complaint.message);
  }
  return words;
}

/// Returns a Workflow with one job that has these additional fields: R"("image": "x")".
inline std::string OneJob(const std::string& fields) {
  return R"({"jobs":[{"name":"a")" + (fields.empty() ? "" : "," + fields) + "}]}";
}

/// Returns the complaints about such a job, without "spec.jobs[0]".
inline Strings JobComplaints(const std::string& fields) {
  Strings words = InWords(ReadWorkflow(OneJob(fields)).complaints);
  const std::string prefix = "spec.jobs[0]";
  for (std::string& word : words) {
    word = word.starts_with(prefix) ? word.substr(prefix.size()) : word;
  }
  return words;
}

}  // namespace executioner::manifest
