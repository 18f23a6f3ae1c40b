#include "controller/manifest/manifest.h"

#include <algorithm>
#include <array>
#include <utility>

#include "controller/domain/complaints.h"
#include "controller/domain/kind.h"
#include "controller/domain/nearest_name.h"
#include "controller/manifest/yaml_reader.h"

namespace executioner::manifest {
namespace {

constexpr std::string_view kApiVersion = "executioner.dev/v1alpha1";
constexpr std::size_t kLongestName = 63;

bool IsScalar(const Value& value) {
  return !value.IsNull() && value.Members() == nullptr && value.Items() == nullptr;
}

bool IsLowerOrDigit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

/// RFC 1123, like the API server for names of objects.
bool IsObjectName(const std::string& name) {
  return IsLowerOrDigit(name.front()) && IsLowerOrDigit(name.back()) &&
         std::ranges::all_of(name, [](char letter) {
           return IsLowerOrDigit(letter) || letter == '-' || letter == '.';
         });
}

/// Reads one document and collects its errors.
class ObjectReader {
 public:
  ObjectReader(Manifest& manifest, const std::string& filename, Value root)
      : manifest_(manifest),
        errors_before_(manifest.errors.size()),
        object_{.filename = filename, .root = std::move(root)} {}

  void Read() {
    if (object_.root.Members() == nullptr) {
      Refuse("", "is " + std::string(KindOf(object_.root)) + ", not an object");
      return;
    }
    ReadKind();
    if (IsClean()) {
      ReadFrame();
      ReadName();
      RequireSpec();
    }
    if (IsClean()) {
      manifest_.objects.push_back(std::move(object_));
    }
  }

 private:
  bool IsClean() const { return manifest_.errors.size() == errors_before_; }

  void Refuse(std::string_view path, std::string message) {
    manifest_.errors.push_back({.place = object_.PlaceOf(path), .message = std::move(message)});
  }

  /// \return "" if the member is missing or not text; complains in the latter case
  std::string TextIn(const Value& parent, std::string_view key, const std::string& path) {
    const Value* const value = parent.Find(key);
    if (value == nullptr || value->IsNull()) {
      return {};
    }
    if (const std::string* const text = value->Text()) {
      return *text;
    }
    Refuse(path, path + " must be text, not " + std::string(KindOf(*value)) +
                     (IsScalar(*value) ? ": put it in quotes" : ""));
    return {};
  }

  void ReadKind() {
    object_.api_version = TextIn(object_.root, "apiVersion", "apiVersion");
    object_.kind = TextIn(object_.root, "kind", "kind");
    if (!IsClean()) {
      return;
    }
    const bool ours = domain::IsKind(object_.kind);
    if (object_.kind.empty() || object_.api_version.empty()) {
      Refuse("", std::string(object_.kind.empty() ? "kind" : "apiVersion") +
                     " is missing: begin with apiVersion: " + std::string(kApiVersion) +
                     " and kind: Workflow or kind: Job" + HintAtOldOnes());
    } else if (!ours || object_.api_version != kApiVersion) {
      Refuse("kind", "kind " + object_.kind + " of " + object_.api_version +
                         " is not supported; expected Workflow or Job of " +
                         std::string(kApiVersion));
    }
  }

  /// Configurations of the old program have their jobs at the top.
  std::string HintAtOldOnes() const {
    const bool is_old =
        object_.root.Find("jobs") != nullptr && object_.root.Find("spec") == nullptr;
    return is_old ? "; a configuration of the old program runs by 'executioner -c FILE', and "
                    "'executioner convert FILE' makes a manifest of it"
                  : "";
  }

  void ReadFrame() {
    const std::vector<std::string> known{"apiVersion", "kind", "metadata", "spec", "status"};
    for (const auto& [key, value] : *object_.root.Members()) {
      if (std::ranges::count(known, key) == 0) {
        Refuse(domain::KeyPath("", key), "there is no field '" + key + "' in a " + object_.kind +
                                             domain::DidYouMean(domain::NearestName(key, known)));
      }
    }
  }

  /// \return whether those that are present are text
  bool ReadNames(const Value& metadata) {
    const std::size_t before = manifest_.errors.size();
    if (!metadata.IsNull() && metadata.Members() == nullptr) {
      Refuse("metadata", "metadata must be an object, not " + std::string(KindOf(metadata)));
      return false;
    }
    object_.name = TextIn(metadata, "name", "metadata.name");
    object_.namespace_name = TextIn(metadata, "namespace", "metadata.namespace");
    is_generated_ = !TextIn(metadata, "generateName", "metadata.generateName").empty();
    return manifest_.errors.size() == before;
  }

  void ReadName() {
    const Value* const metadata = object_.root.Find("metadata");
    if (metadata != nullptr && !ReadNames(*metadata)) {
      return;
    }
    if (object_.name.empty()) {
      if (!is_generated_) {
        Refuse("metadata", "metadata.name is missing: give the " + object_.kind + " a name");
      }
    } else if (object_.name.size() > kLongestName || !IsObjectName(object_.name)) {
      Refuse("metadata.name", "metadata.name is '" + object_.name +
                                  "': a name has at most 63 lower-case letters, digits, '-' and "
                                  "'.', and begins and ends with a letter or digit");
    }
  }

  void RequireSpec() {
    const Value* const spec = object_.root.Find("spec");
    if (spec == nullptr || spec->IsNull()) {
      Refuse("spec", "spec is missing");
    }
  }

  Manifest& manifest_;
  std::size_t errors_before_;
  ManifestObject object_;
  bool is_generated_ = false;  // its name, by the API server
};

/// Entries of `metadata.labels` or `metadata.annotations` that are text.
std::map<std::string, std::string> EntriesOf(const Value& root, std::string_view key) {
  std::map<std::string, std::string> entries;
  const Value* const metadata = root.Find("metadata");
  const Value* const map = metadata == nullptr ? nullptr : metadata->Find(key);
  if (map == nullptr || map->Members() == nullptr) {
    return entries;
  }
  for (const auto& [name, value] : *map->Members()) {
    if (const std::string* const text = value.Text()) {
      entries.emplace(name, *text);
    }
  }
  return entries;
}

}  // namespace

std::string ManifestObject::PlaceOf(std::string_view path) const {
  return PlaceIn(filename, Nearest(root, path));
}

Manifest ReadManifest(std::string_view text, const std::string& filename) {
  Manifest manifest;
  for (Value& document : ReadYaml(text, filename)) {
    if (!document.IsNull()) {
      ObjectReader(manifest, filename, std::move(document)).Read();
    }
  }
  if (manifest.objects.empty() && manifest.errors.empty()) {
    manifest.errors.push_back({.place = filename, .message = "holds no objects"});
  }
  return manifest;
}

SpecResult ReadSpec(const ManifestObject& object) {
  SpecResult read = domain::KindOf(object.kind).single ? ReadJob(object.Spec(), object.name)
                                                       : ReadWorkflow(object.Spec());
  read.spec.metadata = {.labels = EntriesOf(object.root, "labels"),
                        .annotations = EntriesOf(object.root, "annotations")};
  return read;
}

SpecResult ReadSpec(std::string_view kind, std::string_view spec_json, const std::string& name) {
  return domain::KindOf(kind).single ? ReadJob(spec_json, name) : ReadWorkflow(spec_json);
}

}  // namespace executioner::manifest
