// Writes the generated files of a source tree ('make golden'), or says which are out of date.
//
//   generate [--check] ROOT
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "tools/schema/generated_files.h"

namespace {

using executioner::schema::GeneratedFile;

bool IsUpToDate(const std::string& root, const GeneratedFile& file) {
  std::ifstream stream(root + "/" + file.path);
  return std::string(std::istreambuf_iterator<char>(stream), {}) == file.text;
}

bool Write(const std::string& root, const GeneratedFile& file) {
  std::ofstream stream(root + "/" + file.path);
  stream << file.text << std::flush;
  return stream.good();
}

int Run(const std::string& root, bool check) {
  int code = 0;
  for (const GeneratedFile& file : executioner::schema::GeneratedFiles(root)) {
    if (!IsUpToDate(root, file) && (check || !Write(root, file))) {
      std::fprintf(stderr, check ? "%s is out of date: run 'make golden'\n" : "cannot write %s\n",
                   file.path.c_str());
      code = 1;
    }
  }
  return code;
}

}  // namespace

int main(int count, char** arguments) {
  const bool check = count > 1 && std::string_view(arguments[1]) == "--check";
  if (count != (check ? 3 : 2)) {
    std::fputs("usage: generate [--check] ROOT\n", stderr);
    return 2;
  }
  try {
    return Run(arguments[count - 1], check);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "generate: %s\n", error.what());
    return 1;
  }
}
