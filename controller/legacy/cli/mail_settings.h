/// \file
/// Who is told of the end of a run of an old configuration, and through which server.
#pragma once

#include <string>
#include <vector>

#include "controller/adapters/mail/address.h"
#include "controller/adapters/mail/send.h"
#include "controller/domain/complaints.h"
#include "controller/domain/expand_env.h"
#include "controller/legacy/config/config.h"

namespace executioner::legacy {

/// Nobody is told when there are no recipients.
struct MailSettings {
  mail::Server server = {};
  mail::Address from = {};
  std::vector<mail::Address> recipients = {};
};

/// What the keys mean, with `${NAME}` filled in. Reads the file of the password.
/// \param variables    of the configuration, the command line and the shell
/// \param working_dir  where relative paths begin, absolute
/// \param warnings     gets what keeps a mail from being sent as it is meant, by key
MailSettings ReadMailSettings(const Mail& mail, const domain::Environment& variables,
                              const std::string& working_dir,
                              std::vector<domain::Complaint>& warnings);

/// Takes the variables away whose values make up the password of a mail server, unless the jobs
/// name them too.
/// \param password  as the configuration has it: "${NAME}" stands for a variable
/// \param jobs      all that is written about the jobs
void HideMailPassword(const std::string& password, const std::string& jobs,
                      domain::Environment& environment);

}  // namespace executioner::legacy
