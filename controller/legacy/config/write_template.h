/// \file
/// Builds parts of manifests as values. Pure.
#pragma once

#include <string>
#include <string_view>

#include "controller/domain/workflow.h"
#include "controller/legacy/config/config.h"
#include "controller/manifest/value.h"

namespace executioner::legacy {

manifest::Value Text(std::string_view text);
manifest::Value Integer(int number);
manifest::Value WriteRetry(const domain::RetryPolicy& policy);

/// Returns a job that runs `script` with the shell of the Workflow.
/// \param after  the job that it depends on; "": none
manifest::Object ScriptJob(const std::string& name, const std::string& script,
                           const std::string& after);

/// Returns the text of a Workflow.
/// \param name  any text; changed to a valid name
std::string WorkflowJson(std::string_view name, manifest::Object spec);

/// Converts a check; special characters in paths remain literal if they were.
manifest::Value WriteCheck(const Check& check);

/// Quotes a text as one word of a shell command.
std::string ShellQuoted(std::string_view text);

/// \return whether a shell can have a variable of that name
bool IsShellName(std::string_view name);

}  // namespace executioner::legacy
