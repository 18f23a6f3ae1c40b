/// \file
/// Parts of manifests as values that can be written. Pure.
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

/// A job that hands `script` to the shell of the Workflow.
/// \param after  the job that it waits for; "" for none
manifest::Object ScriptJob(const std::string& name, const std::string& script,
                           const std::string& after);

/// The text of a Workflow.
/// \param name  any text, made a legal name
std::string WorkflowJson(std::string_view name, manifest::Object spec);

/// A check by its new name; special characters of paths stay literal where they were.
manifest::Value WriteCheck(const Check& check);

/// A text as one word of a shell's command line.
std::string ShellQuoted(std::string_view text);

/// Whether a shell can have a variable of that name.
bool IsShellName(std::string_view name);

}  // namespace executioner::legacy
