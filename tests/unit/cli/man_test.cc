/// \file
/// The manual page and what is installed.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/unit/cli/command_line.h"

namespace executioner::cli {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(ManPage, HasEveryCommandWithItsFlagsAndTheirTexts) {
  CommandLine line;
  const Said said = line.Run({"man"});
  EXPECT_EQ(said.code, kSucceeded) << said.err;
  for (const char* part :
       {".TH EXECUTIONER 1", ".SS run file\n", ".SS history clean\n", ".SS logs [run] [job]\n",
        ".B \\-\\-failed\\-only\n", ".B \\-\\-history URL\n", ".B \\-q, \\-\\-quiet\n",
        "executioner run etl.yaml", ".SH EXIT STATUS"}) {
    EXPECT_TRUE(Has(said.out, part)) << part;
  }
  EXPECT_FALSE(Has(said.out, ".SS man")) << "it is for builds";
}

TEST(ManPage, IsAcceptedByTroffWithoutWarnings) {
  ASSERT_EQ(std::system("command -v groff >/dev/null"), 0) << "groff-base is in [test]";
  CommandLine line;
  const std::string page = line.Write("executioner.1", line.Run({"man"}).out);
  const std::string warnings = line.Folder() + "/warnings";
  const std::string check =
      "groff -man -Tutf8 -ww -z -rLL=100n " + page + " >" + warnings + " 2>&1";
  EXPECT_EQ(std::system(check.c_str()), 0);
  EXPECT_EQ(ReadFile(warnings), "");
}

TEST(ManPage, IsAHiddenCommand) {
  CommandLine line;
  EXPECT_FALSE(Has(line.Run({"--help"}).out, "manual page"));
  const std::string offered = line.Run({"__complete", "--"}).out;
  EXPECT_TRUE(Has(offered, "\nversion\n"));
  EXPECT_FALSE(Has(offered, "\nman\n"));
}

TEST(Install, InstallsBinariesPageAndCompletions) {
  CommandLine line;
  const std::string log = line.Folder() + "/log";
  const std::string install = "cmake --install " EXECUTIONER_BUILD_DIR " --prefix " +
                              line.Folder() + "/to >" + log + " 2>&1";
  ASSERT_EQ(std::system(install.c_str()), 0) << ReadFile(log);
  for (const char* file :
       {"bin/executioner", "bin/executioner-runner", "share/man/man1/executioner.1",
        "share/bash-completion/completions/executioner", "share/zsh/site-functions/_executioner",
        "share/fish/vendor_completions.d/executioner.fish"}) {
    EXPECT_TRUE(std::filesystem::exists(line.Folder() + "/to/" + file)) << file;
  }
  const std::string run = line.Write("a.yaml", WorkflowOf("{name: a, script: echo installed}"));
  const std::string command = "EXECUTIONER_STATE_DIR=" + line.State() + " " + line.Folder() +
                              "/to/bin/executioner run " + run + " >" + log + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << ReadFile(log);
  EXPECT_TRUE(Has(ReadFile(log), "a | installed\n"));
}

}  // namespace
}  // namespace executioner::cli
