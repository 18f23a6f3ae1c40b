/// \file
/// The files of the source tree that are made from the lists of fields: CRDs, the chart's copies of
/// them, and the tables of docs/api.md.
#pragma once

#include <string>
#include <vector>

namespace executioner::schema {

struct GeneratedFile {
  std::string path = {};  ///< below the root
  std::string text = {};
};

/// Makes all of them from the lists and from what people write: the frames of the CRDs
/// (tools/schema/*.yaml) and the text around the tables.
/// \param root  of the source tree
/// \throws ConfigurationError  when a field has no description, or a frame or a table is missing
std::vector<GeneratedFile> GeneratedFiles(const std::string& root);

}  // namespace executioner::schema
