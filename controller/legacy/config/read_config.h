/// \file
/// The JSON text of an old configuration to values. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/legacy/config/config.h"
#include "controller/manifest/value.h"

namespace executioner::legacy {

/// What a text holds.
struct ReadResult {
  Config config = {};
  std::vector<domain::Complaint> errors = {};  ///< when there are any, `config` is incomplete
  std::vector<domain::Complaint> warnings = {};
  manifest::Value root = {};      ///< with places, as far as they are known
  std::string syntax_place = {};  ///< "7:3" of an error of syntax, else ""

  /// "old.json:7:3" for a complaint about this configuration; without line and column when they
  /// are not known.
  /// \param path  as in a Complaint: "jobs[2].timeout"
  std::string PlaceOf(std::string_view path, const std::string& filename) const;
};

/// Reads and checks a configuration: types, bounds, names, that dependencies exist and form no
/// ring. Nothing on the disk is looked at.
ReadResult ReadConfig(std::string_view json);

}  // namespace executioner::legacy
