/// \file
/// Manifests: files that contain objects of our kinds. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/manifest/json_codec.h"
#include "controller/manifest/value.h"

namespace executioner::manifest {

/// An object of a manifest, as the API server would receive it.
struct ManifestObject {
  std::string api_version = {};
  std::string kind = {};            ///< "Workflow" or "Job"
  std::string name = {};            ///< "" if metadata has only generateName
  std::string namespace_name = {};  ///< "" if it is not set
  std::string filename = {};
  Value root = {};  ///< the complete object, with places

  /// \return `.spec`, for ReadWorkflow and ReadJob
  const Value& Spec() const { return *root.Find("spec"); }

  /// Returns the place of a complaint, "etl.yaml:12:5": that of the nearest existing field around
  /// it.
  /// \param path  the path of a Complaint: "spec.jobs[2].dependsOn[0]"
  std::string PlaceOf(std::string_view path) const;
};

/// An error in a manifest, such as a document that is not an object of our kinds.
struct ManifestError {
  std::string place = {};  ///< "etl.yaml:12:5"
  std::string message = {};

  bool operator==(const ManifestError&) const = default;
};

/// The objects and errors of a text.
struct Manifest {
  std::vector<ManifestObject> objects = {};
  std::vector<ManifestError> errors = {};
};

/// Reads YAML (or JSON) text with any number of documents. Checks only apiVersion, kind, metadata
/// and top-level fields of each object; ReadSpec reads the spec. \param filename  for places
/// \throws ConfigurationError  if the text cannot be parsed, see ReadYaml \par Example for (const
/// auto& object : ReadManifest(text, "etl.yaml").objects) { for (const auto& complaint :
/// ReadSpec(object).complaints) { Print(object.PlaceOf(complaint.path), complaint); } }
Manifest ReadManifest(std::string_view text, const std::string& filename);

/// Calls ReadWorkflow or ReadJob, depending on the kind.
SpecResult ReadSpec(const ManifestObject& object);

/// \param name  of the object
SpecResult ReadSpec(std::string_view kind, std::string_view spec_json, const std::string& name);

}  // namespace executioner::manifest
