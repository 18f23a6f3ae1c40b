/// \file
/// Golden files: what one build makes of given input, so that a later build that makes something
/// else shows it in a diff. EXECUTIONER_UPDATE_GOLDEN=1 (`make golden`) writes them again.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace executioner::golden {

inline std::string ReadFile(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// Expects `text` to be the content of the file, byte for byte.
/// \param name  relative to tests/golden
inline void Expect(const std::string& text, const std::string& name) {
  const std::string file = std::string(EXECUTIONER_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("EXECUTIONER_UPDATE_GOLDEN") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    std::ofstream(file) << text;
  }
  EXPECT_EQ(text, ReadFile(file)) << "if " << name << " should look so, run 'make golden'";
}

}  // namespace executioner::golden
