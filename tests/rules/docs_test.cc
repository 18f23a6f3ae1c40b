/// \file
/// Paths that the documents name exist, and copies are equal to what they are copies of.
#include <regex>

#include <gtest/gtest.h>

#include "tests/rules/tree.h"

namespace executioner::rules {
namespace {

std::vector<std::string> Documents() {
  std::vector<std::string> documents{"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md",
                                     "examples/README.md"};
  for (const auto& entry : std::filesystem::directory_iterator(Root() / "docs")) {
    documents.push_back("docs/" + entry.path().filename().string());
  }
  return documents;
}

/// Paths in backquotes that begin with a top-level folder.
std::vector<std::string> PathsIn(const std::string& text) {
  static const std::regex kPath(
      "`((controller|runner|tests|tools|crds|charts|docs|examples|cmake)/[A-Za-z0-9_./-]*)`");
  std::vector<std::string> paths;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), kPath);
       match != std::sregex_iterator(); ++match) {
    paths.push_back((*match)[1]);
  }
  return paths;
}

TEST(Documents, NameExistingPaths) {
  for (const std::string& document : Documents()) {
    for (const std::string& path : PathsIn(Read(Root() / document))) {
      EXPECT_TRUE(std::filesystem::exists(Root() / path)) << document << " names " << path;
    }
  }
}

TEST(Documents, LinkToExistingFiles) {
  static const std::regex kLink("\\]\\(([^):#]+)[)#]");
  for (const std::string& document : Documents()) {
    const std::string text = Read(Root() / document);
    const auto folder = (Root() / document).parent_path();
    for (auto match = std::sregex_iterator(text.begin(), text.end(), kLink);
         match != std::sregex_iterator(); ++match) {
      EXPECT_TRUE(std::filesystem::exists(folder / (*match)[1].str()))
          << document << " links to " << (*match)[1];
    }
  }
}

/// "Suite.Name" of every test.
std::vector<std::string> NamesOfTests() {
  static const std::regex kTest("TEST(?:_F|_P)?\\((\\w+),\\s*(\\w+)\\)");
  std::vector<std::string> names;
  for (const std::string& file : Sources("tests")) {
    const std::string text = Read(Root() / file);
    for (auto match = std::sregex_iterator(text.begin(), text.end(), kTest);
         match != std::sregex_iterator(); ++match) {
      names.push_back((*match)[1].str() + "." + (*match)[2].str());
    }
  }
  return names;
}

/// A threat whose test was renamed or removed would look as if it were still covered.
TEST(Documents, NameExistingTestsOfThreats) {
  static const std::regex kName("`([A-Z]\\w+\\.[A-Z*]\\w*)(\\*?)`");
  const std::vector<std::string> tests = NamesOfTests();
  const std::string text = Read(Root() / "docs/security.md");
  int named = 0;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), kName);
       match != std::sregex_iterator(); ++match) {
    std::string begin = (*match)[1];
    const bool whole = (*match)[2].length() == 0 && !begin.ends_with('*');
    begin = begin.substr(0, begin.find('*'));
    EXPECT_TRUE(std::ranges::any_of(
        tests,
        [&](const std::string& test) { return whole ? test == begin : test.starts_with(begin); }))
        << "docs/security.md names " << (*match)[0];
    ++named;
  }
  EXPECT_GT(named, 40) << "the table is no longer read";
}

TEST(Chart, ContainsTheCrdsUnchanged) {
  for (const char* crd : {"workflows.yaml", "jobs.yaml"}) {
    EXPECT_EQ(Read(Root() / "charts/executioner/files/crds" / crd), Read(Root() / "crds" / crd))
        << "copy crds/" << crd << " to charts/executioner/files/crds";
  }
}

/// The kubelet takes only a number for proof that an image does not run as root.
TEST(Images, RunAsAUserThatIsANumber) {
  static const std::regex kUser("USER [1-9][0-9]*:[1-9][0-9]*");
  int images = 0;
  int users = 0;
  for (const std::string& line : Lines(Read(Root() / "Dockerfile"))) {
    images += line.starts_with("FROM scratch") ? 1 : 0;
    users += std::regex_match(line, kUser) ? 1 : 0;
  }
  EXPECT_EQ(images, 2);
  EXPECT_EQ(users, images);
}

TEST(Tests, AreAllBuilt) {
  const std::string build = Read(Root() / "CMakeLists.txt") + Read(Root() / "cmake/runner.cmake");
  for (const std::string& file : Sources("tests")) {
    const std::string folder = std::filesystem::path(file).parent_path();
    EXPECT_TRUE(!file.ends_with("_test.cc") || build.find(folder) != std::string::npos)
        << file << " is in no program";
  }
}

}  // namespace
}  // namespace executioner::rules
