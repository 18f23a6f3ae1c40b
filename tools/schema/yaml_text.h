/// \file
/// Values as YAML, for people to read and for every program to read alike. Pure.
#pragma once

#include <string>

#include "controller/manifest/value.h"

namespace executioner::schema {

/// \param object  keys are written in their order; long texts are folded
std::string YamlText(const manifest::Value& object);

}  // namespace executioner::schema
