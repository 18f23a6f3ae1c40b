/// \file
/// A floor includes only what is below it, and third-party headers stay in sources.
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "tests/rules/tree.h"

namespace executioner::rules {
namespace {

using Folders = std::vector<std::string>;

/// Folder -> folders of ours that it may include, besides itself.
const std::map<std::string, Folders>& MayInclude() {
  static const std::map<std::string, Folders> kRules{
      {"controller/base/", {}},
      {"controller/kube/", {"controller/base/"}},
      {"controller/domain/", {"controller/base/"}},
      {"controller/engine/", {"controller/base/", "controller/domain/"}},
      {"controller/history/", {"controller/base/", "controller/domain/", "controller/engine/"}},
      {"controller/manifest/", {"controller/base/", "controller/domain/"}},
      {"controller/legacy/config/",
       {"controller/base/", "controller/domain/", "controller/manifest/"}},
      {"controller/legacy/importers/",
       {"controller/base/", "controller/domain/", "controller/manifest/",
        "controller/legacy/config/"}},
      {"controller/adapters/log/", {"controller/base/"}},
      {"controller/adapters/mail/", {"controller/base/"}},
      {"controller/adapters/metrics/",
       {"controller/base/", "controller/domain/", "controller/engine/"}},
      {"controller/adapters/runner/",
       {"controller/base/", "controller/domain/", "runner/contract/"}},
      {"controller/adapters/pods/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/kube/",
        "controller/adapters/runner/", "runner/contract/"}},
      {"controller/reconcile/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/manifest/",
        "controller/kube/", "controller/adapters/pods/"}},
      {"controller/adapters/local/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/history/",
        "controller/adapters/runner/", "runner/contract/"}},
      {"controller/adapters/store/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/history/"}},
      {"controller/adapters/queue/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/history/",
        "controller/adapters/store/"}},
      {"controller/standalone/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/history/",
        "controller/manifest/", "controller/adapters/local/", "controller/adapters/queue/",
        "controller/adapters/store/"}},
      {"controller/runs/",
       {"controller/base/", "controller/domain/", "controller/engine/", "controller/history/",
        "controller/manifest/", "controller/adapters/local/", "controller/adapters/queue/",
        "controller/standalone/"}},
      {"controller/cli/",
       {"controller/base/", "controller/domain/", "controller/history/", "controller/manifest/",
        "controller/standalone/", "controller/runs/"}},
      {"controller/legacy/cli/",
       {"controller/base/", "controller/domain/", "controller/history/", "controller/manifest/",
        "controller/legacy/config/", "controller/legacy/importers/", "controller/adapters/local/",
        "controller/adapters/mail/", "controller/standalone/", "controller/runs/",
        "controller/cli/"}},
      {"controller/main/", {"controller/", "runner/contract/"}},
      {"runner/", {}},
      {"tools/", {"controller/base/", "controller/domain/", "controller/manifest/"}},
  };
  return kRules;
}

Folders IncludesOf(const std::string& file) {
  static const std::regex kInclude("^#include \"([^\"]+)\"");
  Folders found;
  for (const std::string& line : Lines(Read(Root() / file))) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) {
      found.push_back(match[1]);
    }
  }
  return found;
}

/// What is wrong with a file's includes of our own headers.
Folders Violations(const std::string& file) {
  for (const auto& [folder, allowed] : MayInclude()) {
    if (!file.starts_with(folder)) {
      continue;
    }
    Folders wrong;
    for (const std::string& include : IncludesOf(file)) {
      const bool fine = include.starts_with(folder) ||
                        std::any_of(allowed.begin(), allowed.end(),
                                    [&](const auto& below) { return include.starts_with(below); });
      if (!fine) {
        wrong.push_back(file + " includes " + include);
      }
    }
    return wrong;
  }
  return {file + " is on no floor: add its folder to tests/rules/layers_test.cc"};
}

TEST(Layers, AFloorIncludesOnlyFloorsBelowIt) {
  for (const char* top : {"controller", "runner", "tools"}) {
    for (const std::string& file : Sources(top)) {
      for (const std::string& violation : Violations(file)) {
        ADD_FAILURE() << violation;
      }
    }
  }
}

TEST(Layers, AdaptersSeeNoReferences) {
  static const std::set<std::string> kResolvers{"controller/domain/references.h",
                                                "controller/domain/interpolate.h"};
  for (const char* folder : {"controller/adapters", "controller/standalone"}) {
    for (const std::string& file : Sources(folder)) {
      for (const std::string& include : IncludesOf(file)) {
        EXPECT_FALSE(kResolvers.contains(include))
            << file << " includes " << include << ": domain::Bind has resolved everything";
      }
    }
  }
}

TEST(Layers, OnlyLegacyKnowsTheOldProgram) {
  // The program wires the old command line in here; cli::Extension is all that its floors see.
  const std::set<std::string> entry_points{"controller/main/main.cc"};
  static const std::regex kOld("legacy", std::regex::icase);
  for (const char* top : {"controller", "runner", "tools"}) {
    for (const std::string& file : Sources(top)) {
      const bool may = file.starts_with("controller/legacy/") || entry_points.contains(file);
      EXPECT_TRUE(may || !std::regex_search(Read(Root() / file), kOld))
          << file << " names legacy: only controller/legacy knows the old program";
    }
  }
}

TEST(Layers, TestsOfTheKubernetesClientIncludeNothingAboveIt) {
  for (const char* folder : {"tests/unit/kube", "tests/fakes/fake_api"}) {
    for (const std::string& file : Sources(folder)) {
      for (const std::string& include : IncludesOf(file)) {
        const bool is_above = include.starts_with("controller/") &&
                              !include.starts_with("controller/base/") &&
                              !include.starts_with("controller/kube/");
        EXPECT_FALSE(is_above || include.starts_with("tests/fakes/pods/"))
            << file << " includes " << include;
      }
    }
  }
}

TEST(Layers, ThirdPartyHeadersStayInSources) {
  // Forward declarations of nlohmann are cheap; the configuration reader is a class of CLI11's.
  static const std::regex kLibrary(
      "^#include <(cpprest|nlohmann/json.hpp|re2|yaml-cpp|spdlog|prometheus|Civet|openssl|boost)");
  for (const std::string& file : Sources("controller")) {
    for (const std::string& line : Lines(Read(Root() / file))) {
      EXPECT_FALSE(file.ends_with(".h") && std::regex_search(line, kLibrary))
          << file << ": " << line;
    }
  }
}

TEST(Layers, EachLibraryHasOneHome) {
  const std::map<std::string, std::regex> homes{
      {"<cpprest", std::regex("controller/kube/cpprest_transport\\.cc")},
      {"<prometheus/", std::regex("controller/adapters/metrics/.*")},
      {"<CivetServer", std::regex("controller/adapters/metrics/.*")},
      {"<spdlog/", std::regex("controller/(adapters/log|main)/.*")},
      {"<nlohmann/",
       std::regex("controller/(adapters|kube|cli|legacy|manifest|reconcile|runs|standalone)/.*")},
      {"<libpq-fe.h>", std::regex("controller/adapters/store/.*")},
      {"<curl/", std::regex("controller/adapters/mail/.*")},
      {"<hiredis/", std::regex("controller/adapters/queue/.*")},
      {"<sqlite3.h>", std::regex("controller/adapters/store/.*")},
      {"<re2/", std::regex("controller/domain/expression/pattern\\.cc")},
      {"<utf8proc.h>", std::regex("controller/cli/display_width\\.cc")},
      {"<yaml-cpp/", std::regex("controller/(manifest|main|kube|cli)/.*")},
  };
  for (const std::string& file : Sources("controller")) {
    const std::string text = Read(Root() / file);
    for (const auto& [include, home] : homes) {
      EXPECT_TRUE(text.find("#include " + include) == std::string::npos ||
                  std::regex_match(file, home))
          << file << " includes " << include << "…>";
    }
  }
}

}  // namespace
}  // namespace executioner::rules
