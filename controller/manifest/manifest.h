/// \file
/// Manifests: files with objects of our kinds. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/manifest/json_codec.h"
#include "controller/manifest/value.h"

namespace executioner::manifest {

/// An object of a manifest, as the API server would get it.
struct ManifestObject {
  std::string api_version = {};
  std::string kind = {};            ///< "Workflow" or "Job"
  std::string name = {};            ///< "" when metadata has only generateName
  std::string namespace_name = {};  ///< "" when the manifest does not say
  std::string filename = {};
  Value root = {};  ///< the whole object, with places

  /// `.spec`, for ReadWorkflow and ReadJob.
  const Value& Spec() const { return *root.Find("spec"); }

  /// Where a complaint is about: "etl.yaml:12:5", the nearest field around it that exists.
  /// \param path  as in a Complaint: "spec.jobs[2].dependsOn[0]"
  std::string PlaceOf(std::string_view path) const;
};

/// Something in a manifest that is no object of ours.
struct ManifestError {
  std::string place = {};  ///< "etl.yaml:12:5"
  std::string message = {};

  bool operator==(const ManifestError&) const = default;
};

/// What a text holds.
struct Manifest {
  std::vector<ManifestObject> objects = {};
  std::vector<ManifestError> errors = {};
};

/// Reads YAML (or JSON) text of any number of documents. Looks at the frame of each object only:
/// its apiVersion, kind, metadata and top-level fields; the spec is for ReadSpec. \param filename
/// for places \throws ConfigurationError  when the text cannot be read at all, see ReadYaml \par
/// Example
///   for (const auto& object : ReadManifest(text, "etl.yaml").objects) {
///     for (const auto& complaint : ReadSpec(object).complaints) {
///       Print(object.PlaceOf(complaint.path), complaint);
///     }
///   }
Manifest ReadManifest(std::string_view text, const std::string& filename);

/// ReadWorkflow or ReadJob, by kind.
SpecResult ReadSpec(const ManifestObject& object);

/// \param name  of the object
SpecResult ReadSpec(std::string_view kind, std::string_view spec_json, const std::string& name);

}  // namespace executioner::manifest
