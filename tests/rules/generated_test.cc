// What 'make golden' writes from the lists of fields is in the tree as it would be written now.
#include <gtest/gtest.h>

#include "tests/rules/tree.h"
#include "tools/schema/generated_files.h"

namespace executioner::rules {
namespace {

TEST(GeneratedFiles, AreUpToDate) {
  const auto files = schema::GeneratedFiles(Root().string());
  EXPECT_EQ(files.size(), 5U);
  for (const schema::GeneratedFile& file : files) {
    EXPECT_TRUE(Read(Root() / file.path) == file.text) << file.path << ": run 'make golden'";
  }
}

}  // namespace
}  // namespace executioner::rules
