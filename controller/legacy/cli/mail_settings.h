/// \file
/// Recipients and server of mail about the end of a run of an old configuration.
#pragma once

#include <string>
#include <vector>

#include "controller/adapters/mail/address.h"
#include "controller/adapters/mail/send.h"
#include "controller/domain/complaints.h"
#include "controller/domain/expand_env.h"
#include "controller/legacy/config/config.h"

namespace executioner::legacy {

/// No mail is sent if there are no recipients.
struct MailSettings {
  mail::Server server = {};
  mail::Address from = {};
  std::vector<mail::Address> recipients = {};
};

/// Returns the settings with `${NAME}` replaced. Reads the password file.
/// \param variables    of the configuration, the command line and the shell
/// \param working_dir  base of relative paths; absolute
/// \param warnings     problems with the settings are added to it, by key
MailSettings ReadMailSettings(const Mail& mail, const domain::Environment& variables,
                              const std::string& working_dir,
                              std::vector<domain::Complaint>& warnings);

/// Removes the variables that contain the password of the mail server, unless the jobs refer to
/// them too.
/// \param password  as in the configuration, where "${NAME}" stands for a variable
/// \param jobs      the text of all jobs
void HideMailPassword(const std::string& password, const std::string& jobs,
                      domain::Environment& environment);

}  // namespace executioner::legacy
