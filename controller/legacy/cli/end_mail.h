/// \file
/// The mail at the end of a run of an old configuration.
#pragma once

#include <string>

#include "controller/legacy/cli/work.h"
#include "controller/runs/run_service.h"

namespace executioner::legacy {

/// Sends a mail about the end of a run to the recipients in the configuration: SUCCESS only if it
/// succeeded, otherwise FAILURE, even after an interruption. The mail contains the summary and the
/// end of each log. If it cannot be sent, prints a warning on stderr.
void MailTheEnd(const cli::Context& context, const Work& work, const runs::RunService& runs,
                const history::RunRecord& record, const std::string& summary);

}  // namespace executioner::legacy
