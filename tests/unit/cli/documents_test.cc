/// \file
/// The examples of docs/standalone.md do what they say: every command is run, in order.
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/cli/command_line.h"

namespace executioner::cli {
namespace {

/// A command, the lines that the document shows of its output, and its exit code.
struct Shown {
  std::string command = {};
  std::vector<std::string> lines = {};
  int code = 0;
};

struct Document {
  std::vector<std::pair<std::string, std::string>> files = {};
  std::vector<Shown> commands = {};
};

Shown CommandOf(const std::string& line) {
  const std::string mark = "  # exits with ";
  const std::size_t found = line.find(mark);
  return {.command = line.substr(2, found == std::string::npos ? found : found - 2),
          .code = found == std::string::npos ? 0 : std::stoi(line.substr(found + mark.size()))};
}

/// Blocks of yaml that begin with "# NAME" are files, blocks of console are commands.
Document ReadDocument(const std::string& path) {
  Document document;
  std::ifstream file(path);
  std::string block;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      block = block.empty() ? line.substr(3) : "";
      if (block == "yaml" && std::getline(file, line)) {
        document.files.emplace_back(line.substr(2), "");
      }
    } else if (block == "yaml") {
      document.files.back().second += line + "\n";
    } else if (block == "console" && line.starts_with("$ ")) {
      document.commands.push_back(CommandOf(line));
    } else if (block == "console") {
      document.commands.back().lines.push_back(line);
    }
  }
  return document;
}

/// Whether a line has the parts of another between its ellipses, in order.
bool Shows(const std::string& line, std::string wanted) {
  const std::string ellipsis = "…";
  std::size_t at = 0;
  while (true) {
    const std::size_t end = wanted.find(ellipsis);
    const std::string part = wanted.substr(0, end);
    at = line.find(part, at);
    if (at == std::string::npos || end == std::string::npos) {
      return at != std::string::npos;
    }
    at += part.size();
    wanted = wanted.substr(end + ellipsis.size());
  }
}

bool AnyShows(const std::string& output, const std::string& wanted) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    if (Shows(line, wanted)) {
      return true;
    }
  }
  return false;
}

TEST(Documents, ShowWhatTheirCommandsPrint) {
  const Document document = ReadDocument(EXECUTIONER_SOURCE_DIR "/docs/standalone.md");
  ASSERT_FALSE(document.commands.empty());
  CommandLine line;
  for (const auto& [name, text] : document.files) {
    line.Write(name, text);
  }
  for (const Shown& shown : document.commands) {
    line.Write("command.sh", "cd " + line.Folder() +
                                 "\nexport EXECUTIONER_STATE_DIR=" + line.State() +
                                 " EXECUTIONER_RUNNER=" EXECUTIONER_RUNNER
                                 "\nexecutioner() { " EXECUTIONER_BINARY " \"$@\"; }\n" +
                                 shown.command + "\n");
    const std::string output = line.Folder() + "/output";
    const int status =
        std::system(("sh " + line.Folder() + "/command.sh >" + output + " 2>&1").c_str());
    std::ifstream file(output);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_EQ(WEXITSTATUS(status), shown.code) << shown.command << "\n" << text;
    for (const std::string& wanted : shown.lines) {
      EXPECT_TRUE(AnyShows(text, wanted)) << shown.command << " does not print " << wanted << "\n"
                                          << text;
    }
  }
}

TEST(Examples, RunOnThisMachine) {
  for (const char* name : {"hello", "greeting", "diamond", "etl", "conditions", "results"}) {
    CommandLine line;
    const Said said =
        line.Run({"run", std::string(EXECUTIONER_SOURCE_DIR "/examples/") + name + ".yaml"});
    EXPECT_EQ(said.code, kSucceeded) << name << "\n" << said.err;
  }
}

TEST(Examples, TakeParams) {
  CommandLine line;
  const std::string greeting = EXECUTIONER_SOURCE_DIR "/examples/greeting.yaml";
  EXPECT_EQ(line.Run({"run", greeting}).out, "greet | hello world\n");
  EXPECT_EQ(line.Run({"run", greeting, "-p", "who=moon"}).out, "greet | hello moon\n");
}

}  // namespace
}  // namespace executioner::cli
