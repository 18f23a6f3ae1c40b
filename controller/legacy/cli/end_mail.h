/// \file
/// The mail at the end of a run of an old configuration.
#pragma once

#include <string>

#include "controller/legacy/cli/work.h"
#include "controller/runs/run_service.h"

namespace executioner::legacy {

/// Tells those whom the configuration names how a run ended: SUCCESS only when it succeeded,
/// FAILURE whatever else happened, an interruption too. Carries the summary and the end of each
/// log. A mail that cannot be sent is a warning on stderr and changes nothing else.
void MailTheEnd(const cli::Context& context, const Work& work, const runs::RunService& runs,
                const history::RunRecord& record, const std::string& summary);

}  // namespace executioner::legacy
