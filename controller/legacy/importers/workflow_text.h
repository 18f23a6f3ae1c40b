/// \file
/// Parts of Workflows as values. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/manifest/value.h"

namespace executioner::legacy::importers {

manifest::Value Text(std::string_view text);

/// A job that hands `script` to the shell of the Workflow.
/// \param after  the job that it waits for; "" for none
manifest::Object ScriptJob(const std::string& name, const std::string& script,
                           const std::string& after);

/// The text of a Workflow. \param name  any text, made a legal name
std::string WorkflowJson(std::string_view name, manifest::Object spec);

}  // namespace executioner::legacy::importers
