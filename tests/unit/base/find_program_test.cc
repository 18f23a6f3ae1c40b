#include "controller/base/find_program.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "tests/unit/kube/temporary_folder.h"

namespace executioner::base {
namespace {

namespace fs = std::filesystem;

/// A program of that name. \return its path
std::string Program(const kube::TemporaryFolder& folder, const std::string& name) {
  const fs::path path = folder.Write(name, "#!/bin/sh\n");
  fs::permissions(path, fs::perms::owner_all);
  return path;
}

TEST(FindProgram, SearchesTheFoldersOfThePathInOrder) {
  const kube::TemporaryFolder folder;
  const std::string first = Program(folder, "one/login");
  const std::string second = Program(folder, "two/login");
  const std::string at = folder.Path().string();
  EXPECT_EQ(FindProgram("login", at + "/none:" + at + "/one:" + at + "/two"), first);
  EXPECT_EQ(FindProgram("login", at + "/two:" + at + "/one"), second);
  EXPECT_EQ(FindProgram("login", at), "");
  EXPECT_EQ(FindProgram("", at + "/one"), "");
}

TEST(FindProgram, SkipsFilesThatAreNotPrograms) {
  const kube::TemporaryFolder folder;
  folder.Write("one/login/file", "");  // a folder has the bits of a program
  folder.Write("two/login", "");
  const std::string third = Program(folder, "three/login");
  const std::string at = folder.Path().string();
  EXPECT_EQ(FindProgram("login", at + "/one:" + at + "/two:" + at + "/three"), third);
}

TEST(FindProgram, NeverSearchesTheWorkingDirectory) {
  const kube::TemporaryFolder folder;
  Program(folder, "login");
  Program(folder, "bin/login");
  const fs::path before = fs::current_path();
  fs::current_path(folder.Path());
  for (const char* path : {"", ":", ".", "::/none", "./bin", "bin", "/none:.:bin:"}) {
    EXPECT_EQ(FindProgram("login", path), "") << path;
  }
  fs::current_path(before);
}

TEST(FindProgram, UsesANameWithASlashAsAPath) {
  EXPECT_EQ(FindProgram("./login", "/usr/bin"), "./login");
  EXPECT_EQ(FindProgram("/no/such", ""), "/no/such");
}

}  // namespace
}  // namespace executioner::base
