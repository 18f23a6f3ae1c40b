/// \file
/// The mail at the end of a run of an old configuration.
#pragma once

#include <string>

#include "controller/adapters/local/run_folder.h"
#include "controller/history/history.h"
#include "controller/legacy/cli/work.h"

namespace executioner::legacy {

/// Tells those whom the configuration names how a run ended: SUCCESS only when it succeeded,
/// FAILURE whatever else happened, an interruption too. Carries the summary and the end of each
/// log. A mail that cannot be sent is a warning on stderr and changes nothing else.
void MailTheEnd(const cli::Context& context, const Work& work, const history::RunRecord& record,
                const local::RunFolder& folder, const std::string& summary);

}  // namespace executioner::legacy
