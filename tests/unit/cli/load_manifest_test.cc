/// \file
/// Files that are read before anybody knows what they are.
#include "controller/cli/load_manifest.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace executioner::cli {
namespace {

std::string Complaint(const std::string& path) {
  try {
    return ReadText(path).substr(0, 100);
  } catch (const base::ConfigurationError& error) {
    return error.what();
  }
}

TEST(ReadText, StopsAtALimitInEndlessInput) {
  EXPECT_EQ(Complaint("/dev/zero"), "/dev/zero: is larger than 10000000 bytes");
}

TEST(ReadText, ReportsWhyItCannotRead) {
  EXPECT_EQ(Complaint("/no/such/file"), "/no/such/file: cannot be read: No such file or directory");
  EXPECT_EQ(Complaint("/"), "/: cannot be read: Is a directory");
}

}  // namespace
}  // namespace executioner::cli
