/// \file
/// Reads the JSON text of an old configuration. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/legacy/config/config.h"
#include "controller/manifest/value.h"

namespace executioner::legacy {

/// The configuration, with errors and warnings.
struct ReadResult {
  Config config = {};
  std::vector<domain::Complaint> errors = {};  ///< if there are any, `config` is incomplete
  std::vector<domain::Complaint> warnings = {};
  manifest::Value root = {};      ///< with places, if known
  std::string syntax_place = {};  ///< the place of a syntax error, such as "7:3"; otherwise ""

  /// Returns the place of a complaint about this configuration, "old.json:7:3"; without line and
  /// column if they are unknown.
  /// \param path  the path of a Complaint: "jobs[2].timeout"
  std::string PlaceOf(std::string_view path, const std::string& filename) const;
};

/// Reads and checks a configuration: types, bounds, names, and that dependencies exist and form no
/// cycle. Does not access the file system.
ReadResult ReadConfig(std::string_view json);

}  // namespace executioner::legacy
