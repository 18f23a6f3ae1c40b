#include "controller/cli/load_manifest.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <sstream>

#include "controller/base/error.h"

namespace executioner::cli {
namespace {

/// The line at "etl.yaml:12:5" with a mark below the column; "" when the place has none.
std::string Snippet(const std::string& text, const std::string& place) {
  const std::size_t second = place.rfind(':');
  const std::size_t first = second == std::string::npos ? second : place.rfind(':', second - 1);
  if (first == std::string::npos) {
    return {};
  }
  const int line = std::atoi(place.c_str() + first + 1);
  const int column = std::atoi(place.c_str() + second + 1);
  std::istringstream lines(text);
  std::string found;
  for (int number = 0; number < line && std::getline(lines, found); ++number) {
  }
  if (line <= 0 || column <= 0 || found.empty() || found.size() > 300) {
    return {};
  }
  return "    " + found + "\n    " + std::string(static_cast<std::size_t>(column) - 1, ' ') + "^\n";
}

/// For objects that leave their name to the server.
std::string NameOfFile(const std::string& path) {
  return path == "-" ? "stdin" : std::filesystem::path(path).stem().string();
}

void Print(const std::string& text, const std::string& place, const char* kind,
           const std::string& message) {
  std::fprintf(stderr, "%s: %s%s\n%s", place.c_str(), kind, message.c_str(),
               Snippet(text, place).c_str());
}

}  // namespace

std::string ReadText(const std::string& path) {
  if (path == "-") {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  }
  std::ifstream file(path, std::ios::binary);
  try {
    if (file.is_open()) {
      return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
  } catch (const std::ios_base::failure&) {
    // a folder can be opened, and says so when it is read
  }
  throw base::ConfigurationError(path, std::string("cannot be read: ") + std::strerror(errno));
}

Loaded LoadManifest(const std::string& path, const standalone::Additions& additions) {
  Loaded loaded;
  const std::string text = ReadText(path);
  manifest::Manifest manifest;
  try {
    manifest = manifest::ReadManifest(text, path);
  } catch (const base::ConfigurationError& error) {
    const std::string message = error.what();
    Print(text, error.Field(), "", message.substr(error.Field().size() + 2));
    loaded.complaints = 1;
    return loaded;
  }
  for (const manifest::ManifestError& error : manifest.errors) {
    Print(text, error.place, "", error.message);
  }
  loaded.complaints = static_cast<int>(manifest.errors.size());
  for (manifest::ManifestObject& object : manifest.objects) {
    if (object.name.empty()) {
      object.name = NameOfFile(path);
    }
    standalone::CheckedObject checked = standalone::Check(std::move(object), additions);
    for (const domain::Complaint& complaint : checked.complaints) {
      Print(text, checked.object.PlaceOf(complaint.path), "",
            complaint.path + ": " + complaint.message);
    }
    for (const domain::Complaint& warning : checked.warnings) {
      Print(text, checked.object.PlaceOf(warning.path),
            "warning: ", warning.path + ": " + warning.message);
    }
    loaded.complaints += static_cast<int>(checked.complaints.size());
    if (checked.complaints.empty()) {
      loaded.objects.push_back(std::move(checked));
    }
  }
  if (loaded.complaints == 0 && loaded.objects.empty()) {
    Print(text, path, "", "holds no Workflow and no Job");
    loaded.complaints = 1;
  }
  return loaded;
}

}  // namespace executioner::cli
