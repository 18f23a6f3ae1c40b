#include "controller/cli/load_manifest.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "controller/base/error.h"
#include "controller/base/system_error_text.h"
#include "controller/cli/print_text.h"
#include "controller/manifest/yaml_reader.h"

namespace executioner::cli {

std::string NameOfFile(const std::string& path) {
  return path == "-" ? "stdin" : std::filesystem::path(path).stem().string();
}

namespace {

/// Stops behind the largest text that any reader accepts, because a device has no end.
std::string ReadStream(std::istream& in, const std::string& path) {
  constexpr std::size_t kChunk = 65'536;
  std::string text;
  while (in && text.size() <= manifest::kLargestManifest) {
    const std::size_t size = text.size();
    text.resize(size + kChunk);
    in.read(text.data() + size, static_cast<std::streamsize>(kChunk));
    text.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) {  // a folder can be opened, and says so when it is read
    throw base::ConfigurationError(path, "cannot be read: " + base::SystemErrorText(errno));
  }
  return text;
}

/// A file that is too large is cut behind that limit: the manifest's reader refuses it.
std::string ReadFile(const std::string& path) {
  if (path == "-") {
    return ReadStream(std::cin, path);
  }
  std::ifstream file(path, std::ios::binary);
  if (file.is_open()) {
    return ReadStream(file, path);
  }
  throw base::ConfigurationError(path, "cannot be read: " + base::SystemErrorText(errno));
}

}  // namespace

std::string ReadText(const std::string& path) {
  std::string text = ReadFile(path);
  if (text.size() > manifest::kLargestManifest) {
    throw base::ConfigurationError(
        path, "is larger than " + std::to_string(manifest::kLargestManifest) + " bytes");
  }
  return text;
}

Loaded LoadManifest(const std::string& path, const standalone::Additions& additions) {
  Loaded loaded;
  const std::string text = ReadFile(path);
  manifest::Manifest manifest;
  try {
    manifest = manifest::ReadManifest(text, path);
  } catch (const base::ConfigurationError& error) {
    // The place is printed by PrintComplaint, with the line; it would stand there twice.
    const std::string message = error.what();
    PrintComplaint(text, error.Field(), "", message.substr(error.Field().size() + 2));
    loaded.complaints = 1;
    return loaded;
  }
  for (const manifest::ManifestError& error : manifest.errors) {
    PrintComplaint(text, error.place, "", error.message);
  }
  loaded.complaints = static_cast<int>(manifest.errors.size());
  for (manifest::ManifestObject& object : manifest.objects) {
    // kubectl would refuse it; a run on this machine takes the name of the file.
    if (object.name.empty()) {
      object.name = NameOfFile(path);
    }
    standalone::CheckedObject checked = standalone::Check(std::move(object), additions);
    for (const domain::Complaint& complaint : checked.complaints) {
      PrintComplaint(text, checked.object.PlaceOf(complaint.path), "",
                     complaint.path + ": " + complaint.message);
    }
    for (const domain::Complaint& warning : checked.warnings) {
      PrintComplaint(text, checked.object.PlaceOf(warning.path),
                     "warning: ", warning.path + ": " + warning.message);
    }
    loaded.complaints += static_cast<int>(checked.complaints.size());
    if (checked.complaints.empty()) {
      loaded.objects.push_back(std::move(checked));
    }
  }
  // An empty file or one of comments is most likely the wrong one.
  if (loaded.complaints == 0 && loaded.objects.empty()) {
    PrintComplaint(text, path, "", "contains no Workflow or Job");
    loaded.complaints = 1;
  }
  return loaded;
}

}  // namespace executioner::cli
